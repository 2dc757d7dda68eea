//! Placeholders that other tools fill in before the real reader sees the text: Helm, Jinja, ERB, Kubernetes, envsubst,
//! Maven, Windows batch files, and words in capitals that a person is meant to replace.
//!
//! A value with a placeholder is unknown, so a false hit hides a fault and a miss can make a false alarm; the notations
//! are therefore those that occur in real files, and no more. What Hadoop itself expands (`${x}`) looks the same and is
//! told apart by the caller. Nothing is ever filled in here.

/// Byte range of the first placeholder in a value.
///
/// Known: `${x}`, `$(x)`, `$X` at the start of a part, `#{x}`, `{{ x }}`, `{% x %}`, `<% x %>`, `@x@`, `%X%`, `__X__`,
/// `___x___`, `<X>`, `<a-b>`, `<a b>` as a whole part, and `A_B` and `a_host` where a host stands: after `//`
/// or before `:` and a digit. Not known, since they are ordinary text: `<host>` (a variable
/// of a metric scope), `List<String>`, `Outer$Inner`, `$1@$0`, `a@b.c`, `%d`, `%E4`, `file:///a`.
pub fn placeholder(text: &str) -> Option<(usize, usize)> {
    let mut search = Search { bytes: text.as_bytes(), closings: [None; 5] };
    (0..text.len()).find_map(|start| {
        let length = search.placeholder_at(start)?;
        Some((start, start + length))
    })
}

/// Whether a text is nothing but a word that stands for a value: in capitals (`TICKTIME`) or with underscores (`zk_port`).
/// Only for readers of what can be no such word: numbers, addresses, names that allow no underscore.
pub fn is_stand_in(text: &str) -> bool {
    let text = text.trim();
    let starts = text.starts_with(|first: char| first.is_ascii_alphabetic());
    let parts = || text.split('_');
    let whole = parts().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    starts && whole && (parts().nth(1).is_some() || is_long_word_in_capitals(text))
}

/// Whether a path or a name is nothing but a word in capitals that stands for one (`DATA_DIR`, `DATADIRECTORY`).
pub fn is_stand_in_for_name(text: &str) -> bool {
    is_stand_in(text) && text.trim().bytes().all(is_capital)
}

/// The shortest word in capitals without an underscore that is taken for one that stands for a value.
const LONG_WORD: usize = 6;

fn is_long_word_in_capitals(text: &str) -> bool {
    text.len() >= LONG_WORD && text.bytes().all(is_capital)
}

/// Whether a text has control syntax of a template language in it, so that it is not what the reader will see.
pub fn is_template(bytes: &[u8]) -> bool {
    let [mut braces, mut statement, mut erb] = [false; 3];
    bytes.windows(2).any(|pair| {
        match pair {
            b"{{" => braces = true,
            b"{%" => statement = true,
            b"<%" => erb = true,
            b"}}" => return braces,
            b"%}" => return statement,
            b"%>" => return erb,
            _ => {}
        }
        false
    })
}

/// What a word that stands for a host calls what is to be put there.
const WORDS_FOR_HOSTS: [&[u8]; 6] = [b"host", b"hostname", b"ip", b"addr", b"address", b"fqdn"];

/// What closes a placeholder that may hold anything.
const CLOSINGS: [&[u8]; 5] = [b"}", b")", b"}}", b"%}", b"%>"];

struct Search<'t> {
    bytes: &'t [u8],
    /// For each of [`CLOSINGS`], where it or a line end is found next. Remembered, so that a text that opens many
    /// placeholders and closes none is still read through but once.
    closings: [Option<usize>; 5],
}

impl Search<'_> {
    /// Length of the placeholder that starts at an offset.
    fn placeholder_at(&mut self, start: usize) -> Option<usize> {
        let rest = self.bytes.get(start..)?;
        let before = start.checked_sub(1).and_then(|n| self.bytes.get(n)).copied();
        match rest {
            [b'$' | b'#', b'{', ..] => self.enclosed(start, 0),
            [b'$', b'(', ..] => self.enclosed(start, 1),
            [b'{', b'{', ..] => self.enclosed(start, 2),
            [b'{', b'%', ..] => self.enclosed(start, 3),
            [b'<', b'%', ..] => self.enclosed(start, 4),
            [b'$', ..] if !before.is_some_and(|b| is_word(b) || b == b'$') => variable(rest),
            [b'<', ..] if !before.is_some_and(|b| b.is_ascii_alphanumeric()) => in_angle_brackets(rest),
            [b'@', ..] if !before.is_some_and(is_word) => between_at_signs(rest),
            [b'%', ..] => between_percent_signs(rest),
            [b'_', b'_', ..] if !before.is_some_and(is_word) => between_underscores(rest),
            [b'A'..=b'Z' | b'a'..=b'z', ..] if !before.is_some_and(|b| is_word(b) || b == b'-') => {
                self.word_for_host(start)
            }
            _ => None,
        }
    }

    /// `ZK_HOST` and `master_hostname` in `ZK_HOST:2181` and `hdfs://master_hostname/ha`: no host has an underscore, and these say
    /// themselves that they are to be replaced, by their capitals or by their last word.
    fn word_for_host(&self, start: usize) -> Option<usize> {
        let (before, text) = self.bytes.split_at_checked(start)?;
        let length = 1 + run(text, is_word);
        let (word, after) = text.split_at_checked(length)?;
        let has_port = matches!(after, [b':', b'0'..=b'9', ..]);
        if !word.contains(&b'_') || word.ends_with(b"_") || !(has_port || before.ends_with(b"//")) {
            return None;
        }
        let last = word.rsplit(|&b| b == b'_').next().unwrap_or_default();
        let digits = last.iter().rev().take_while(|b| b.is_ascii_digit()).count();
        let last = last.get(..last.len() - digits)?.to_ascii_lowercase();
        let tells = word.iter().all(|&b| is_capital(b)) || WORDS_FOR_HOSTS.contains(&last.as_slice());
        tells.then_some(length)
    }

    /// Anything but a line end or nothing at all, between two bytes that open and a text that closes.
    fn enclosed(&mut self, start: usize, closing: usize) -> Option<usize> {
        let text = CLOSINGS.get(closing)?;
        let slot = self.closings.get_mut(closing)?;
        let inner = start + 2;
        if slot.is_none_or(|at| at < inner) {
            let rest = self.bytes.get(inner..)?;
            let found =
                (0..rest.len()).find(|&n| rest.get(n..).is_some_and(|r| r.starts_with(text) || r.starts_with(b"\n")));
            *slot = Some(inner + found.unwrap_or(rest.len()));
        }
        let end = (*slot)?;
        let closed = self.bytes.get(end..)?.starts_with(text);
        let filled = closed && self.bytes.get(inner..end)?.iter().any(|&b| b > b' ');
        filled.then_some(end + text.len() - start)
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn is_capital(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_'
}

/// The longest run of bytes behind the first one that satisfy a condition.
fn run(text: &[u8], accept: impl Fn(u8) -> bool) -> usize {
    text.get(1..).unwrap_or(&[]).iter().take_while(|&&b| accept(b)).count()
}

/// `$NAME` or `$name`; two characters at least.
fn variable(text: &[u8]) -> Option<usize> {
    let length = run(text, is_word);
    let named = text.get(1).is_some_and(|b| b.is_ascii_alphabetic());
    (named && length >= 2).then_some(1 + length)
}

/// `<X>`, `<<X>>`, `<your-host>`, `<your host>`, up to the end of a part of a value.
fn in_angle_brackets(text: &[u8]) -> Option<usize> {
    let doubled = text.get(1) == Some(&b'<');
    let inner = text.get(usize::from(doubled)..)?;
    let length = run(inner, |b| is_word(b) || matches!(b, b'-' | b'.' | b' '));
    let word = inner.get(1..=length)?;
    let capitals = word.iter().all(|&b| is_capital(b) || matches!(b, b'-' | b'.' | b' '));
    let several = word.iter().any(|b| matches!(b, b'-' | b' '));
    let closing: &[u8] = if doubled { b">>" } else { b">" };
    let after = inner.get(1 + length..)?;
    let ends_part = !after.get(closing.len()).is_some_and(|b| b.is_ascii_alphanumeric());
    let bounded = word.first()?.is_ascii_alphabetic() && word.last()?.is_ascii_alphanumeric();
    (bounded && (capitals || several || word.first()?.is_ascii_uppercase()) && after.starts_with(closing) && ends_part)
        .then_some(usize::from(doubled) + 1 + length + closing.len())
}

/// `@project.version@`.
fn between_at_signs(text: &[u8]) -> Option<usize> {
    let length = run(text, |b| is_word(b) || matches!(b, b'-' | b'.'));
    let starts = text.get(1)?.is_ascii_alphabetic();
    let closed = text.get(1 + length) == Some(&b'@') && !text.get(2 + length).copied().is_some_and(is_word);
    (starts && closed).then_some(2 + length)
}

/// `%NAME%`, but not the two hexadecimal digits of an escaped byte.
fn between_percent_signs(text: &[u8]) -> Option<usize> {
    let length = run(text, is_capital);
    let name = text.get(1..=length)?;
    let escaped_byte = name.len() == 2 && name.iter().all(u8::is_ascii_hexdigit);
    let named = name.first()?.is_ascii_uppercase() && name.len() >= 2 && !escaped_byte;
    (named && text.get(1 + length) == Some(&b'%')).then_some(2 + length)
}

/// `__NAME__`, `___name___`.
fn between_underscores(text: &[u8]) -> Option<usize> {
    let length = 1 + run(text, is_word);
    let word = text.get(..length)?;
    let opening = word.iter().take_while(|&&b| b == b'_').count();
    let closing = word.iter().rev().take_while(|&&b| b == b'_').count();
    let name = word.get(opening..length.checked_sub(closing)?)?;
    let capitals = opening >= 2 && name.iter().all(|&b| is_capital(b));
    let marked = capitals || opening >= 3;
    (name.first()?.is_ascii_alphabetic() && marked && closing >= opening.min(3)).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn placeholders_of_all_tools() {
        for (text, found) in [
            ("${X}", "${X}"),
            ("a-${env:X:-b}-c", "${env:X:-b}"),
            ("$(POD_IP):6123", "$(POD_IP)"),
            ("$ZK_CLIENT_PORT", "$ZK_CLIENT_PORT"),
            ("hdfs://$host/flink", "$host"),
            ("#{X}#", "#{X}"),
            ("hdfs://{{ nn }}/a", "{{ nn }}"),
            ("{{- .Values.a | quote -}}", "{{- .Values.a | quote -}}"),
            ("{% if a %}", "{% if a %}"),
            ("<%= @port %>", "<%= @port %>"),
            ("<NAMENODE>:8020", "<NAMENODE>"),
            ("s3://<your-bucket>/ha", "<your-bucket>"),
            ("<<HOST>>", "<<HOST>>"),
            ("<S3_Bucket>", "<S3_Bucket>"),
            ("<no value>", "<no value>"),
            ("flink-@project.version@.jar", "@project.version@"),
            ("%HOST%:2181", "%HOST%"),
            ("__ZK_QUORUM__", "__ZK_QUORUM__"),
            ("___hostname___:2181", "___hostname___"),
            ("NNODE1_IP:8020", "NNODE1_IP"),
            ("qjournal://JN_1:8485;JN_2:8485/prod", "JN_1"),
            ("hdfs://CLUSTER_NAME/ha", "CLUSTER_NAME"),
            ("master_hostname:9000", "master_hostname"),
            ("hdfs://nn_ip1/ha", "nn_ip1"),
            ("配置 ${X}", "${X}"),
        ] {
            let (start, end) = placeholder(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(&text[start..end], found, "{text}");
        }
    }

    #[test]
    fn ordinary_text() {
        for text in [
            "",
            "zookeeper",
            "file:///a",
            "hdfs://nn:8020/flink",
            "a<b",
            "a < b > c",
            "a@b.com",
            "a@b.com,c@d.com",
            "hdfs/_HOST@EXAMPLE.COM",
            "RULE:[2:$1@$0](nn@EXAMPLE.COM)s/.*/hdfs/",
            "<host>.taskmanager.<tm_id>.<job_name>",
            "List<String>",
            "a.Outer$Inner",
            "pa$$word",
            "^.*$",
            "$",
            "${}",
            "$()",
            "{}",
            "{a: {b: c}}",
            "[{a: 1}]",
            "%d{HH:mm:ss} %-5p",
            "s3://b/%E4%B8%AD",
            "100%",
            "%m%n",
            "__main",
            "__consumer_offsets",
            "a__B__c",
            "-Xmx1g -XX:+UseG1GC",
            "2181",
            "${open",
            "{{ open",
            "<open",
            "a${\n}",
            "EXACTLY_ONCE",
            "JAVA_HOME,HADOOP_CONF_DIR",
            "-DFLINK_HOME=/opt/FLINK_HA",
            "hdfs://nn:8020/FLINK_HA",
            "FLINK-A_B:80",
            "NN1:8020",
            "hadoop_master:9000",
            "hdfs://hadoop_master/ha",
            "5 $ 6",
        ] {
            assert_eq!(placeholder(text), None, "{text}");
        }
    }

    #[test]
    fn words_that_stand_for_values() {
        for text in ["ZOOKEEPERTICKTIME", "ZK_PORT", "zk_port", " TICK_TIME ", "PORT_1"] {
            assert!(is_stand_in(text), "{text}");
        }
        for text in ["", "2181", "4_000", "_", "A_", "_A", "THREE", "three", "TICK-TIME", "16GB", "a b_c"] {
            assert!(!is_stand_in(text), "{text}");
        }
        assert!(is_stand_in_for_name("DATA_DIR") && is_stand_in_for_name("ZOOKEEPERDATADIR"));
        assert!(!is_stand_in_for_name("zk_data") && !is_stand_in_for_name("data"));
    }

    #[test]
    fn templates() {
        for text in ["{{ if x }}\n", "a: b\n{% for %}", "<% each do %>", "# {{ ansible_managed }}\na: b\n"] {
            assert!(is_template(text.as_bytes()), "{text}");
        }
        for text in ["", "a: {b: {c: 1}}\n", "a: b\n", "}} {{", "{{", "a: ${X}", "%} {%"] {
            assert!(!is_template(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn texts_that_open_and_never_close() {
        for piece in ["${", "{{", "<A", "@a", "%a", "__", "$(", "a$", "${ ", "{%<%"] {
            let text = piece.repeat((1 << 20) / piece.len());
            assert_eq!(placeholder(&text), None, "{piece}");
        }
    }

    proptest! {
        #[test]
        fn a_placeholder_lies_on_character_boundaries(text in "[$#@%_<>(){}aA1é. :-]{0,30}") {
            if let Some((start, end)) = placeholder(&text) {
                prop_assert!(start < end);
                prop_assert!(text.get(start..end).is_some());
            }
        }

        #[test]
        fn any_bytes_are_a_template_or_not(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let _ = is_template(&bytes);
        }
    }
}
