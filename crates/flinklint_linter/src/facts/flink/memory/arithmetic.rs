//! The arithmetic of `MemorySize` and of shares with bounds (`RangeFraction`), to the byte. What the sizes are of is not
//! known here.

use super::outcome::{Given, Outcome, Refusal, Share, Stop};

/// `MemorySize.multiply`: exact in decimals, with the factor as `Double.toString` prints it, and cut off to whole bytes.
pub(super) fn multiply(bytes: i64, factor: f64) -> Outcome<i64> {
    let (digits, exponent) = decimal(factor).ok_or(Stop::Refused(Refusal::TooLarge))?;
    // Less than 2^63 times less than 10^17 is within 128 bits.
    let product = i128::from(bytes) * i128::from(digits);
    let power = |exponent: u32| 10_i128.checked_pow(exponent);
    let cut = if exponent < 0 {
        power(exponent.unsigned_abs()).map_or(0, |divisor| product / divisor)
    } else {
        power(exponent.unsigned_abs()).and_then(|factor| product.checked_mul(factor)).unwrap_or(i128::MAX)
    };
    i64::try_from(cut).map_err(|_| Stop::Refused(Refusal::TooLarge))
}

/// The shortest decimal that reads back as the number: digits and the power of ten they are multiplied with.
fn decimal(number: f64) -> Option<(i64, i32)> {
    let text = format!("{number:e}");
    let (mantissa, exponent) = text.split_once('e')?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}").parse().ok()?;
    Some((digits, exponent.parse::<i32>().ok()? - i32::try_from(fraction.len()).ok()?))
}

/// `Math.addExact` over several sizes.
pub(super) fn sum(sizes: &[i64]) -> Outcome<i64> {
    sizes.iter().try_fold(0_i64, |sum, size| sum.checked_add(*size)).ok_or(Stop::Refused(Refusal::TooLarge))
}

/// A share of something, between two bounds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounded {
    pub(super) least: i64,
    pub(super) most: i64,
    pub(super) fraction: f64,
}

impl Bounded {
    /// Refuses bounds that leave no size between them, and fractions outside of [0, 1).
    pub(super) fn new(of: Share, least: Given<i64>, most: Given<i64>, fraction: Given<f64>) -> Outcome<Self> {
        let (least, most) = (least.get()?, most.get()?);
        if least > most {
            return Err(Stop::Refused(Refusal::EmptyRange { of, least, most }));
        }
        let fraction = fraction.get()?;
        if !(0.0..1.0).contains(&fraction) {
            return Err(Stop::Refused(Refusal::Fraction { of }));
        }
        Ok(Self { least, most, fraction })
    }

    /// The share of a whole.
    pub(super) fn of_whole(&self, whole: i64) -> Outcome<i64> {
        Ok(self.bound(multiply(whole, self.fraction)?))
    }

    /// The share, where the rest beside it is given instead of the whole.
    pub(super) fn beside(&self, rest: i64) -> Outcome<i64> {
        Ok(self.bound(multiply(rest, self.fraction / (1.0 - self.fraction))?))
    }

    /// Whether a size is within the bounds.
    pub(super) fn holds(&self, size: i64) -> bool {
        (self.least..=self.most).contains(&size)
    }

    fn bound(&self, size: i64) -> i64 {
        if size > self.most { self.most } else { size.max(self.least) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_cut_off_not_rounded() {
        // A float of 0.1 is a double of 0.10000000149011612.
        assert_eq!(multiply(2 << 30, f64::from(0.1_f32)).ok(), Some(214_748_368));
        assert_eq!(multiply(369_098_752, f64::from(0.4_f32)).ok(), Some(147_639_503));
        assert_eq!(multiply(10, 0.0).ok(), Some(0));
        assert_eq!(multiply(i64::MAX, 1.0).ok(), Some(i64::MAX));
        assert_eq!(multiply(i64::MAX, 1e-300).ok(), Some(0));
        assert_eq!(multiply(1, 1e300), Err(Stop::Refused(Refusal::TooLarge)));
        assert_eq!(multiply(1, f64::NAN), Err(Stop::Refused(Refusal::TooLarge)));
    }
}
