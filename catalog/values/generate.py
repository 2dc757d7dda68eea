#!/usr/bin/env python3
"""generate.py COUNT [SEED] [KIND…]: texts to ask the real readers about, one a line: kind, text. COUNT of each kind.

A text starts as a good one of its kind and is then changed in none, one or several places: other units and signs, blanks and digits of
other scripts, numbers at the borders of 32 and 64 bits, quotes and separators. What is not printable ASCII, and the backslash, is
written as \\uXXXX in UTF-16. The texts are the same for the same seed, and every text stands once in its kind."""
import random
import sys

rng = random.Random()
BORDERS = [0, 1, 127, 255, 1023, 1024, 4095, 4096, 32767, 65534, 65535, 65536, 2**31 - 1, 2**31, 2**31 + 1, 2**32, 2**53, 2**63 - 1, 2**63,
           2**63 + 1, 2**64, 8388607, 8388608, 9007199254740991, 9007199254740992, 106751991167300, 106751991167301, 153722867280912930,
           2562047788015215, 2562047788015216, 9223372036854775, 9223372036854776, 9223372036, 9223372037, 10**30]
BLANKS = [" ", "  ", "\t", "\n", "\r", "\x0b", "\x0c", "\x00", "\x1c", "\x1f", "\x85", "\xa0", "\u1680", "\u2003", "\u2007", "\u202f", "\u2028", "\u3000", "\ufeff"]
STRANGE = ["\u0661", "\u06f2", "\u0967", "\uff11", "\uff10", "\u0e53", "\U0001d7ce", "\u00b2", "\u2160", "\u0131", "\u0130", "\u017f", "\u212a", "\u00df", "\ufb01",
           "\u2212", "\u00b5", "\u03bc", "_", "-", "+", ".", ",", ";", ":", "'", '"', "\\", "#", "%", "=", "/", "x", "0", "e", "L", "f", "d", "p", "\U0001f600", "\u00e9"]


def pick(*parts):
    return rng.choice(parts)


def digits():
    kind = rng.random()
    if kind < 0.35:
        return str(rng.randrange(10 ** rng.randrange(1, 7)))
    if kind < 0.6:
        return str(max(0, rng.choice(BORDERS) + rng.choice([-1, 0, 0, 0, 1])))
    if kind < 0.7:
        return "0" * rng.randrange(1, 4) + str(rng.randrange(1000))
    if kind < 0.8:
        return str(rng.randrange(2**31 - 5, 2**31 + 5))
    return str(rng.randrange(10 ** rng.randrange(7, 22)))


def signed():
    return rng.choice(["", "", "", "", "-", "+", "--", "+-"]) + digits()


def cased(text):
    kind = rng.random()
    return text if kind < 0.5 else text.upper() if kind < 0.7 else text.title() if kind < 0.8 else "".join(rng.choice([c.lower(), c.upper()]) for c in text)


def changed(text, most=3):
    for _ in range(rng.choices(range(most + 1), weights=[50, 30, 15, 5][:most + 1])[0]):
        at = rng.randrange(len(text) + 1)
        kind = rng.random()
        if kind < 0.2:
            text = rng.choice(BLANKS) + text
        elif kind < 0.4:
            text += rng.choice(BLANKS)
        elif kind < 0.55:
            text = text[:at] + rng.choice(BLANKS) + text[at:]
        elif kind < 0.75:
            text = text[:at] + rng.choice(STRANGE) + text[at:]
        elif kind < 0.85:
            text = text[:at] + rng.choice(STRANGE) + text[at + 1:]
        elif kind < 0.95:
            text = text[:at] + text[at + 1:]
        else:
            text += text[at:]
    return text


def integer():
    kind = rng.random()
    if kind < 0.7:
        return signed()
    if kind < 0.8:
        return rng.choice(["", "-", "+"]) + rng.choice(["0x", "0X", "#", "0b", "0o"]) + f"{rng.getrandbits(rng.choice([4, 16, 31, 32, 63, 64])):{rng.choice('xX')}}"
    if kind < 0.9:
        return signed() + rng.choice(["L", "l", "k", "K", "m", "M", "g", "s", "ms", ".0", ".5", "e3", "E2", "_000", ",000", " 000", "%", "f"])
    return "".join(chr(rng.choice([0x660, 0x6f0, 0x966, 0xff10, 0x1d7ce, 0x30, 0x1810, 0xa620, 0x1040]) + rng.randrange(10)) for _ in range(rng.randrange(1, 5)))


def decimal():
    kind = rng.random()
    if kind < 0.15:
        return rng.choice(["", "-", "+"]) + rng.choice(["NaN", "Infinity", "nan", "inf", "INFINITY", "Inf", ".nan", ".inf", "infinity", "NAN"])
    if kind < 0.35:
        return f"{rng.choice(['', '-', '+'])}0{rng.choice('xX')}{rng.choice(['', '1', 'a', 'FF', format(rng.getrandbits(60), 'x')])}{rng.choice(['', '.', '.8', '.' + format(rng.getrandbits(20), 'x')])}{rng.choice(['', 'p', 'p1', 'P-3', 'p+10', 'p2000', 'p-2000', 'p1.5', 'p0d', 'p0f', 'p-1074'])}"
    return rng.choice(["", "", "-", "+"]) + rng.choice(["", digits(), digits(), digits()]) + rng.choice(["", ".", ",", "." + digits(), "." + digits()]) + \
        rng.choice(["", "", "", "e", "e1", "E-5", "e+3", "e400", "e-400", "e99999999999", "E", "e 1"]) + rng.choice(["", "", "", "d", "D", "f", "F", "L", "%", "fd"])


def boolean():
    if rng.random() < 0.5:
        return cased(rng.choice(["true", "false"]))
    return cased(rng.choice(["true", "false", "fal\u017fe", "yes", "no", "on", "off", "t", "f", "1", "0", "", "enabled", "trueish", "truee", "fals", "y", "n", "null", "TR\u016eE", "\uff54rue"]))


TIME = ("d day days h hour hours min minute minutes m s sec secs second seconds ms milli millis millisecond milliseconds \u00b5s micro micros microsecond "
        "microseconds ns nano nanos nanosecond nanoseconds us \u03bcs mins hrs hr w week weeks y year month months mo nanosec msec usec M D").split(" ") + [""]
MEMORY = "b bytes k kb kibibytes m mb mebibytes g gb gibibytes t tb tebibytes byte kib mib gib tib ki mi gi p pb pebibytes e kilobytes K MB Gb".split(" ") + [""]


def iso():
    def part(unit):
        number = rng.choice(["", "", "", "-", "+"]) + digits()
        if rng.random() < (0.4 if unit in "sS" else 0.05):
            number += rng.choice([".", ".", ","]) + rng.choice(["", "5", "123", "123456789", "1234567890", "000"])
        return number + unit
    days = part("D") if rng.random() < 0.4 else ""
    time = "".join(part(unit) for unit in "HMS" if rng.random() < 0.5)
    if rng.random() < 0.1:
        time += part(rng.choice("HMSDWY"))
    if rng.random() < 0.1:
        days = part(rng.choice("WYMHS")) + days
    text = rng.choice(["", "", "", "", "-", "+"]) + "P" + days + ("T" if time or rng.random() < 0.1 else "") + time
    return text if rng.random() < 0.6 else text.lower() if rng.random() < 0.7 else cased(text)


def duration():
    kind = rng.random()
    if kind < 0.35:
        return iso()
    if kind < 0.95:
        return rng.choice(["", "", "", "", "", "-", "+"]) + digits() + rng.choice(["", "", ".", ".5"])[:rng.choice([0, 0, 0, 2])] + rng.choice(["", "", " ", "\t", "  "]) + cased(rng.choice(TIME))
    return digits() + rng.choice(TIME) + digits() + rng.choice(TIME)


def memory():
    return rng.choice(["", "", "", "", "", "", "-", "+"]) + digits() + rng.choice(["", "", "", "", ".", ".5", "e3"]) + rng.choice(["", "", " ", "\t", "  "]) + cased(rng.choice(MEMORY))


def ports():
    def port():
        return str(rng.choice([0, 1, 80, 8081, 50000, 65535, 65536, rng.randrange(70000)]))
    def part():
        return port() if rng.random() < 0.5 else port() + rng.choice(["-", "-", "-", "-", " - ", "--", "-+", ":", "..", "\u2013"]) + port()
    return rng.choice(["", "", "", "", "", "-", "+", ","]) + rng.choice([",", ",", ", ", " ,", ";", ",,", " "]).join(part() for _ in range(rng.choice([1, 1, 1, 2, 3]))) + rng.choice(["", "", "", "", ",", ",,", " ,"])


WORDS = ["a", "b", "ab", "k", "key", "org.apache.flink", "s3://b/p", "1", "01", "1.0", "true", "null", "~", "no", "", " ", "a b", "x=y", "*", "&a", "!t", "%", "@", "`", "|", ">", "#c", "a #c", "- a", "?", "{", "[", "}", "]", "\u00e9", "0x1F", "1e3", "2001-01-01", "k: v", "=", "<<"]


def element(separators):
    word = rng.choice(WORDS)
    kind = rng.random()
    if kind < 0.55:
        return word
    quote = rng.choice("'\"")
    inner = word + rng.choice(["", "", quote * 2, quote, rng.choice(separators), rng.choice(separators) + "z", "\\n", "\\"])
    return quote + inner + (quote if rng.random() < 0.92 else "") + rng.choice(["", "", "", "", "", " ", "x"])


def listed():
    kind = rng.random()
    count = rng.choice([0, 1, 1, 2, 2, 3, 4])
    if kind < 0.65:
        return rng.choice([";", ";", ";", " ; ", "; ", ";;", ","]).join(element(";,") for _ in range(count)) + rng.choice(["", "", "", ";"])
    if kind < 0.9:
        return "[" + rng.choice([", ", ",", ", ", ";"]).join(element(";,:") for _ in range(count)) + rng.choice(["]", "]", "]", "]", "", "] ;", "]]", ",]"])
    return "\n".join("- " + element(";,:") for _ in range(count))


def entry():
    return element(":,") + rng.choice([":", ":", ":", ": ", " : ", "=", "::", ""]) + element(":,")


def mapped():
    kind = rng.random()
    count = rng.choice([0, 1, 1, 2, 2, 3])
    if kind < 0.65:
        return rng.choice([",", ",", ", ", " , ", ";", ",,"]).join(entry() for _ in range(count)) + rng.choice(["", "", "", ","])
    if kind < 0.9:
        return "{" + ", ".join(entry() for _ in range(count)) + rng.choice(["}", "}", "}", "", "},"])
    return "\n".join(entry() for _ in range(count))


ENUMS = {
    "execution.checkpointing.mode": ["EXACTLY_ONCE", "AT_LEAST_ONCE"],
    "execution.runtime-mode": ["STREAMING", "BATCH", "AUTOMATIC"],
    "jobmanager.scheduler": ["Ng", "Default", "Adaptive", "AdaptiveBatch"],
    "taskmanager.load-balance.mode": ["NONE", "SLOTS", "MIN_RESOURCES", "TASKS"],
    "pipeline.vertex-description-mode": ["TREE", "CASCADING"],
    "execution.savepoint-restore-mode": ["CLAIM", "NO_CLAIM", "LEGACY"],
    "execution.checkpointing.externalized-checkpoint-retention": ["DELETE_ON_CANCELLATION", "RETAIN_ON_CANCELLATION", "NO_EXTERNALIZED_CHECKPOINTS"],
}


def enum():
    key = rng.choice(list(ENUMS))
    word = rng.choice(ENUMS[key] if rng.random() < 0.9 else sum(ENUMS.values(), []))
    kind = rng.random()
    if kind < 0.3:
        word = word.replace("_", rng.choice(["-", "-", " ", "", "__", "_"]))
    elif kind < 0.45:
        for plain, odd in [("S", "\u017f"), ("I", "\u0131"), ("I", "\u0130"), ("K", "\u212a"), ("SS", "\u00df"), ("i", "\u0131")]:
            word = word.replace(plain, odd, 1) if rng.random() < 0.4 else word
    return key, cased(word)


def hadoop_time():
    return rng.choice(["", "", "", "", "-", "+"]) + digits() + rng.choice(["", "", "", "", " ", ".5"]) + cased(rng.choice("ns us ms s m h d min sec w \u00b5s".split() + [""]))


def hadoop_bytes():
    return rng.choice(["", "", "", "", "-", "+"]) + rng.choice([digits(), digits(), digits(), "0x1f", "7", "8", "9"]) + rng.choice(["", "", "", "", " ", ".5"]) + cased(rng.choice("k m g t p e kb mb gb b kib z".split() + [""]))


def strings():
    return rng.choice([",", ",", ", ", " , ", "\n", ",,", ";", "\u00a0,"]).join(rng.choice(["nn1", "nn2", " rm1", "a b", "", "\t", "host:8020", "\u3000x", "\u00e9", "'q'"]) for _ in range(rng.choice([0, 1, 2, 2, 3, 4]))) + rng.choice(["", "", ",", " "])


KINDS = {
    "int": lambda: changed(integer()), "long": lambda: changed(integer()), "float": lambda: changed(decimal()), "double": lambda: changed(decimal()),
    "boolean": lambda: changed(boolean()), "duration": lambda: changed(duration()), "memory": lambda: changed(memory()), "enum": None,
    "list": lambda: changed(listed()), "map": lambda: changed(mapped()), "ports": lambda: changed(ports()),
    "hadoop-int": lambda: changed(integer()), "hadoop-long": lambda: changed(integer()), "hadoop-bytes": lambda: changed(hadoop_bytes()),
    "hadoop-boolean": lambda: changed(boolean()), "hadoop-time": lambda: changed(hadoop_time()), "hadoop-float": lambda: changed(decimal()),
    "hadoop-trimmed": lambda: changed(strings()), "hadoop-strings": lambda: changed(strings()),
    "zoo-int": lambda: changed(integer()), "zoo-long": lambda: changed(integer()), "zoo-boolean": lambda: changed(boolean()),
}


def escaped(text):
    units = text.encode("utf-16-be")
    codes = [units[i] << 8 | units[i + 1] for i in range(0, len(units), 2)]
    return "".join(chr(c) if 0x20 <= c < 0x7f and c != 0x5c else f"\\u{c:04x}" for c in codes)


def main():
    count, seed = int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "1"
    for kind in sys.argv[3:] or KINDS:
        rng.seed(f"{seed} {kind}")
        seen = set()
        while len(seen) < count:
            name, text = kind, None
            if kind == "enum":
                key, text = enum()
                name, text = f"enum:{key}", changed(text)
            else:
                text = KINDS[kind]()
            if (name, text) not in seen:
                seen.add((name, text))
                print(f"{name}\t{escaped(text)}")


main()
