#!/usr/bin/env python3
"""The keys of core-site.xml, hdfs-site.xml and yarn-site.xml, release by release.

    hadoop.py SOURCE OUT VERSION=TAG... JARS:VERSION=FOLDER...

SOURCE is a git directory that has Hadoop's release tags; JARS:VERSION=FOLDER names what HadoopKeys.java wrote for the
client jars of a release (constants, deprecated) and their *-default.xml. A release that has jars only inherits from the
one before it what client jars do not hold: the keys of HDFS servers and those that only code reads.
"""
import collections
import io
import os
import re
import subprocess
import sys
import tarfile
import xml.etree.ElementTree as xml

ROOTS = {  # module folder: the file whose keys its code reads
    "hadoop-common-project": "core",
    "hadoop-hdfs-project": "hdfs",
    "hadoop-yarn-project": "yarn",
}
DEFAULTS = ("core-default.xml", "hdfs-default.xml", "yarn-default.xml")
DECLARING = ("CommonConfigurationKeysPublic", "CommonConfigurationKeys", "DFSConfigKeys", "HdfsClientConfigKeys", "YarnConfiguration")
SITES = ("Configuration", "HdfsConfiguration", "YarnConfiguration")
HOSTS = (".<ns>", ".<ns>.<nn>", ".<rm>")  # names that only choose among copies of one key, which keep its type
# What the reader does with the text, by the getter's name.
GETTERS = {
    "getInt": "int", "getLong": "long", "getBoolean": "boolean", "getFloat": "float", "getDouble": "double",
    "getTimeDuration": "duration", "getLongBytes": "bytes", "getStorageSize": "bytes", "getClass": "class",
    "getClassByName": "class", "getInstances": "class", "getSocketAddr": "address", "getEnum": "enum",
    "get": "string", "getTrimmed": "string", "getRaw": "string", "getStrings": "list", "getTrimmedStrings": "list",
    "getStringCollection": "list", "getTrimmedStringCollection": "list", "getPassword": "string", "getPattern": "pattern",
    "getRange": "ranges", "getInts": "ints", "getFile": "path", "getLocalPath": "path", "getHexDigits": "string",
}
LONGEST_DEFAULT = 160  # lists of classes and of ciphers tell nobody anything
KEY = re.compile(r"^[a-z][A-Za-z0-9_-]*(\.[A-Za-z0-9_%*-]+)+\.?$")
STRING = r'"(?:[^"\\]|\\.)*"'
TOKEN = re.compile(STRING + r"|[A-Za-z_][\w.]*|\+|\S")


def version(v):
    return tuple(int(p) for p in v.split("."))


class Source:
    """The string constants of a release, by class, and the keys that its code hands to a getter."""

    roots = ROOTS

    def __init__(self, git, tag):
        self.expressions = {}  # "Class.Nested.NAME": (tokens, scope)
        self.parents = collections.defaultdict(list)
        self.simple = collections.defaultdict(set)  # "NAME": qualified names
        self.reads = collections.defaultdict(lambda: collections.defaultdict(set))  # key: file: getter types
        self.declared = {}  # key: file, for classes whose purpose is to declare keys
        self.deprecated = {}
        self.defaults = {}
        self.text = ""
        files = self.read(git, tag)
        for path, text in files:
            self.constants(path, text)
        for path, text in files:
            self.uses(path, text)
        self.declare()
        self.text = " ".join(re.sub(r"\s+", " ", text) for _, text in files)

    def read(self, git, tag):
        out = []
        archive = subprocess.run(["git", "-C", git, "archive", tag, "--", *self.roots], check=True, capture_output=True).stdout
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            for m in tar:
                base = os.path.basename(m.name)
                if not m.isfile():
                    continue
                if base in DEFAULTS and "/src/main/resources/" in m.name:
                    self.defaults[base.split("-")[0]] = properties(tar.extractfile(m).read())
                elif base.endswith(".java") and "/src/main/java/" in m.name:
                    text = tar.extractfile(m).read().decode("utf-8", "replace")
                    out.append((m.name, uncomment(text)))
        return out

    def constants(self, path, text):
        for scope, body in classes(text):
            for m in re.finditer(r"\bString\s+([A-Za-z_]\w*)\s*=\s*((?:" + STRING + r"|[\w.\s+])+);", body):
                name = scope + "." + m.group(1)
                self.expressions[name] = (TOKEN.findall(m.group(2)), scope)
                self.simple[m.group(1)].add(name)
            m = re.search(r"\b(?:class|interface)\s+%s\b([^{]*)" % re.escape(scope.split(".")[-1]), body)
            if m:
                self.parents[scope] += re.findall(r"[A-Z]\w*", re.sub(r"\b(extends|implements)\b|<[^>]*>", " ", m.group(1)))

    def value(self, name, depth=0):
        if depth > 12 or name not in self.expressions:
            return None
        tokens, scope = self.expressions[name]
        out = ""
        for t in tokens:
            if t == "+":
                continue
            part = t[1:-1] if t.startswith('"') else self.resolve(t, scope, depth + 1)
            if part is None:
                return None
            out += part
        return out

    def resolve(self, reference, scope, depth=0):
        """A constant by the name that code in `scope` uses for it."""
        inner = scope
        while inner:
            for s in [inner] + self.ancestors(inner):
                v = self.value(s + "." + reference, depth)
                if v is not None:
                    return v
            inner = inner.rpartition(".")[0]
        v = self.value(reference, depth)
        if v is not None:
            return v
        head, _, last = reference.rpartition(".")
        found = {self.value(n, depth) for n in self.simple.get(last, ())
                 if not head or n.endswith("." + ".".join(reference.split(".")[-2:])) or n == reference
                 or self.inherits(head.split(".")[-1], n)}
        found.discard(None)
        return found.pop() if len(found) == 1 else None

    def ancestors(self, scope, depth=0):
        if depth > 6:
            return []
        out = []
        for p in self.parents.get(scope, ()):
            out += [p] + self.ancestors(p, depth + 1)
        return out

    def inherits(self, cls, name):
        return name.rpartition(".")[0] in self.ancestors(cls)

    def inherits_from(self, cls, bases):
        return any(base in self.ancestors(cls) for base in bases)

    def uses(self, path, text):
        file = next(f for root, f in self.roots.items() if path.startswith(root + "/"))
        top = os.path.basename(path)[:-5]
        argument = r"\s*(" + STRING + r"|[A-Za-z_][\w.]*)\s*([,)])"
        for m in re.finditer(r"\b(?:conf|config|configuration|getConf\(\)|getConfig\(\)|\w*[cC]onf\w*)\s*\.\s*(\w+)\s*\(" + argument, text):
            if m.group(1) in GETTERS:
                key = m.group(2)[1:-1] if m.group(2).startswith('"') else self.resolve(m.group(2), top)
                if key and KEY.match(key):
                    self.reads[key][file].add(GETTERS[m.group(1)])
        if self.inherits_from(top, SITES):  # such a class asks itself
            for m in re.finditer(r"(?<![.\w])(\w+)\s*\(" + argument, text):
                key = m.group(1) in GETTERS and not m.group(2).startswith('"') and self.resolve(m.group(2), top)
                if key and KEY.match(key):
                    self.reads[key][file].add(GETTERS[m.group(1)])
        if top not in SITES:
            return
        term = r"\s*((?:" + STRING + r"|[\w.\s+])+)\s*"
        for m in re.finditer(r"new\s+DeprecationDelta\(" + term + r"," + term + r"[,)]", text):
            self.alias(m.group(1), m.group(2), top)
        for m in re.finditer(r"\baddDeprecation\(" + term + r"," + term + r"[,)]", text):
            self.alias(m.group(1), m.group(2), top)

    def alias(self, old, new, scope):
        names = []
        for e in (old, new):
            parts = [t[1:-1] if t.startswith('"') else self.resolve(t, scope) for t in TOKEN.findall(e) if t != "+"]
            names.append(None if None in parts else "".join(parts))
        if names[0] and names[1] and KEY.match(names[0]) and names[0] != names[1]:
            self.deprecated[names[0]] = names[1]

    def declare(self):
        file = dict(zip(DECLARING, ("core", "core", "hdfs", "hdfs", "yarn")))
        for name in self.expressions:
            top = name.split(".")[0]
            if top in file and "DEFAULT" not in name.rpartition(".")[2]:
                v = self.value(name)
                if v and KEY.match(v):
                    self.declared[v] = file[top]

    def type_of(self, key):
        types = set().union(*self.reads[key].values()) if key in self.reads else set()
        return types.pop() if len(types) == 1 else "-"


def uncomment(text):
    return re.sub(STRING + r"|//[^\n]*|/\*.*?\*/", lambda m: m.group(0) if m.group(0).startswith('"') else " ", text, flags=re.S)


def classes(text):
    """Each class or interface with the text of its own body: nested ones are cut out and come under "Outer.Inner"."""
    out = []
    stack = []
    opened = re.compile(STRING + r"|'(?:[^'\\]|\\.)+'|\b(?:class|interface|enum)\s+([A-Z]\w*)[^{;()]*\{|\{|\}")
    depth = 0
    last = 0
    pieces = collections.defaultdict(list)
    for m in opened.finditer(text):
        t = m.group(0)
        if t[0] in "\"'":
            continue
        if t.endswith("{"):
            depth += 1
            if m.group(1):
                if stack:
                    pieces[stack[-1][0]].append(text[last:m.start()])
                name = (stack[-1][0] + "." if stack else "") + m.group(1)
                stack.append((name, depth))
                last = m.start()
        else:
            if stack and stack[-1][1] == depth:
                pieces[stack[-1][0]].append(text[last:m.end()])
                stack.pop()
                last = m.end()
            depth -= 1
    for name, parts in pieces.items():
        out.append((name, "".join(parts)))
    return out


def properties(data):
    out = {}
    for p in xml.fromstring(data).iter("property"):
        name = (p.findtext("name") or "").strip()
        if name:
            out[name] = " ".join((p.findtext("value") or "").split())
    return out


def unshaded(text):
    return text.removeprefix("org.apache.hadoop.shaded.")


def ranges(minors, everything):
    out = []
    i = 0
    while i < len(everything):
        if everything[i] in minors:
            start = i
            while i + 1 < len(everything) and everything[i + 1] in minors:
                i += 1
            if i == len(everything) - 1:
                out.append(everything[start] + "-")
            else:
                out.append(everything[start] if start == i else everything[start] + "-" + everything[i])
        i += 1
    return ",".join(out)


def over(values, everything):
    by = collections.OrderedDict()
    for m in everything:
        if m in values:
            by.setdefault(values[m], []).append(m)
    if len(by) == 1:
        return next(iter(by))
    return ";".join(v + ":" + ranges(ms, everything) for v, ms in by.items())


def settled(types, everything):
    """A release in which no reader was found tells nothing: it takes the type of the next that has one, else of the one before."""
    out = {}
    order = [m for m in everything if m in types]
    for i, m in enumerate(order):
        out[m] = next((types[n] for n in order[i:] + order[:i][::-1] if types[n] != "-"), "-")
    return over(out, everything)


def main():
    git, out = sys.argv[1], sys.argv[2]
    rows = collections.defaultdict(dict)  # (key, file): minor: (kind, empty, type)
    aliases = collections.defaultdict(dict)
    names = collections.defaultdict(set)  # (prefix, file): what stands behind it
    values = collections.defaultdict(dict)  # (key, file): minor: default
    tags = [a.split("=", 1) for a in sys.argv[3:] if not a.startswith("JARS:")]
    jars = dict(a[5:].split("=", 1) for a in sys.argv[3:] if a.startswith("JARS:"))
    everything = sorted({v for v, _ in tags} | set(jars), key=version)
    sources = dict(tags)
    releases = []
    last = None
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "hadoop-patterns.tsv")) as hand:
        patterns = [l.rstrip("\n").split("\t") for l in hand if not l.startswith(("#", "pattern\t"))]
    for minor in everything:
        found = {}
        if minor in sources:
            last = Source(git, sources[minor])
            releases.append(sources[minor].split("release-")[-1])
        folder = jars.get(minor)
        defaults = dict(last.defaults)
        declared = dict(last.declared)
        deprecated = dict(last.deprecated)
        if folder:
            for f in ("core", "yarn"):
                with open(os.path.join(folder, f + "-default.xml"), "rb") as x:
                    defaults[f] = {unshaded(k): unshaded(v) for k, v in properties(x.read()).items()}
            for line in open(os.path.join(folder, "constants")):
                f, k = line.rstrip("\n").split("\t")
                if KEY.match(unshaded(k)):
                    declared.setdefault(unshaded(k), f)
            # The jars have the whole table of the site classes; the source adds nothing to it.
            deprecated = {unshaded(a): b for a, b in (l.rstrip("\n").split("\t") for l in open(os.path.join(folder, "deprecated")))}
            releases.append("jars-" + open(os.path.join(folder, "release")).read().strip())
        for f, keys in defaults.items():
            for k, value in keys.items():
                found[k, f] = ("default", "no" if value else "yes", last.type_of(k))
                if 0 < len(value) <= LONGEST_DEFAULT:
                    values[k, f][minor] = value
        known = {k for k, _ in found}
        for k, by_file in last.reads.items():
            for f in by_file:
                if k not in known and not k.startswith(("java.", "sun.", "user.", "os.")):
                    declared.setdefault(k, f)
        for k, f in declared.items():
            if k not in known and k[-1] not in ".-" and "%" not in k:
                found[k, f] = ("code", "-", last.type_of(k))
        for pattern, f, evidence in patterns:
            if evidence == "-" or evidence in last.text:
                start = re.match(r"[^<*]*", pattern).group(0)
                names[start, f].add(pattern[len(start):])
                found[start, f] = ("prefix", "-", last.type_of(start.rstrip(".")) if pattern.endswith(HOSTS) else "-")
        for k, v in found.items():
            rows[k][minor] = v
        for a, b in deprecated.items():
            aliases[a][minor] = b
    head = "# Generated by extract/hadoop.sh; see README.md.\n# releases: " + " ".join(releases) + "\n"
    with open(os.path.join(out, "hadoop-keys.tsv"), "w") as t:
        t.write(head + "key\tfile\tversions\tdefault-empty\ttype\tkind\tnames\n")
        for (k, f), by in sorted(rows.items()):
            for kind in ("default", "code", "prefix"):
                at = {m: v for m, v in by.items() if v[0] == kind}
                if at:
                    t.write("\t".join((k, f, ranges(at, everything), over({m: v[1] for m, v in at.items()}, everything),
                                       settled({m: v[2] for m, v in at.items()}, everything), kind,
                                       " ".join(sorted(names.get((k, f), "-"))) if kind == "prefix" else "-")) + "\n")
    with open(os.path.join(out, "hadoop-defaults.tsv"), "w") as t:
        t.write(head + "key\tfile\tversions\tdefault\n")
        for (k, f), by in sorted(values.items()):
            for value in sorted(set(by.values())):
                t.write("\t".join((k, f, ranges({m for m, v in by.items() if v == value}, everything), value)) + "\n")
    with open(os.path.join(out, "hadoop-deprecated.tsv"), "w") as t:
        t.write(head + "old\tnew\tversions\n")
        for a, by in sorted(aliases.items()):
            for b in sorted(set(by.values())):
                t.write("\t".join((a, b, ranges({m for m, v in by.items() if v == b}, everything))) + "\n")


if __name__ == "__main__":
    main()
