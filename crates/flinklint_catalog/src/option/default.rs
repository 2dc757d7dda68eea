//! The default of an option as a value: a number, a time, a size. Which default a version has is asked of the option.

use crate::version::Product;
use flinklint_syntax::value::{duration, hadoop, memory_size};

/// The default of an option in a version, as a file would say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DefaultValue {
    pub(super) text: &'static str,
    pub(super) product: Product,
}

impl DefaultValue {
    /// As a file would say it.
    #[must_use]
    pub fn text(self) -> &'static str {
        if self.text == "\"\"" { "" } else { self.text }
    }

    /// A whole number.
    #[must_use]
    pub fn int(self) -> Option<i64> {
        self.text.trim().parse().ok()
    }

    /// A decimal number.
    #[must_use]
    pub fn float(self) -> Option<f64> {
        self.text.trim().parse().ok()
    }

    /// `true` or `false`.
    #[must_use]
    pub fn bool(self) -> Option<bool> {
        self.text.trim().parse().ok()
    }

    /// Milliseconds; a number without a unit is a number of them.
    #[must_use]
    pub fn millis(self) -> Option<i64> {
        match self.product {
            Product::Flink => {
                let form = duration::DurationForm { minutes_as_m: true, large: true, iso: true };
                duration::parse_duration(self.text, form).ok()
            }
            Product::ZooKeeper | Product::Hadoop => {
                hadoop::parse_hadoop_duration_ms(self.text, hadoop::TimeUnit::Milliseconds).ok()
            }
        }
    }

    /// Bytes.
    #[must_use]
    pub fn bytes(self) -> Option<i64> {
        match self.product {
            Product::Flink => memory_size::parse_memory(self.text).ok(),
            Product::ZooKeeper | Product::Hadoop => hadoop::parse_hadoop_long_bytes(self.text).ok(),
        }
    }
}
