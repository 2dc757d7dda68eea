#!/usr/bin/env python3
"""The keys of zoo.cfg, release by release.

    zookeeper.py SOURCE OUT VERSION=TAG...

SOURCE is a git directory with ZooKeeper's release tags. Two sorts of keys work: those that QuorumPeerConfig compares with a
name, and those that it does not know, which become the system property "zookeeper." + key, if code asks for that property.
What people write and nothing reads is in zookeeper-phantoms.tsv, by hand.
"""
import collections
import os
import re
import sys

from hadoop import STRING, Source, ranges, version

GETTERS = {"getInteger": "int", "getLong": "long", "getBoolean": "bool", "getProperty": "string"}
PORTS = {"clientPort", "secureClientPort", "observerMasterPort", "admin.serverPort"}
# Types where the getter hands out text and code further on parses it.
TYPES = {"cnxTimeout": "int", "preAllocSize": "long", "snapCount": "int", "globalOutstandingLimit": "int", "snapshotSizeFactor": "float",
         "pathStats.sampleRate": "float", "connection_throttle_drop_increase": "float", "connection_throttle_drop_decrease": "float",
         "connection_throttle_decrease_ratio": "float", "datadir.autocreate": "bool", "audit.enable": "bool", "standaloneEnabled": "bool",
         "reconfigEnabled": "bool", "dataDir": "path", "dataLogDir": "path", "kerberos.removeHostFromPrincipal": "bool",
         "kerberos.removeRealmFromPrincipal": "bool", "learner.asyncSending": "bool", "learner.closeSocketAsync": "bool",
         "leader.closeSocketAsync": "bool", "requireKerberosConfig": "bool"}
SSL = {"crl": "bool", "ocsp": "bool", "hostnameVerification": "bool", "clientHostnameVerification": "bool",
       "allowReverseDnsLookup": "bool", "handshakeDetectionTimeoutMillis": "int", "location": "path", "passwordPath": "path"}
# Literals with the prefix that are no properties of a server: a file's name, a version, the test controller's ports.
NOT_PROPERTIES = {"zookeeper.version", "zookeeper.configuration", "zookeeper.controllerPort", "zookeeper.clientPortAddress"}
# Only a client's code asks for these, which a server's configuration file does not reach.
CLIENT = re.compile(r"org/apache/zookeeper/(client/|ClientCnxn|ZooKeeper(Main)?\.java|SaslClientCallbackHandler|retry/|util/SecurityUtils)")


class ZooKeeper(Source):
    roots = {"zookeeper-server/src/main/java": "zoo.cfg", "zookeeper-jute/src/main/java": "zoo.cfg"}

    def __init__(self, git, tag):
        self.properties = collections.defaultdict(lambda: (set(), set()))  # property: types, files
        self.suffixes = set()
        self.parsed = {}
        self.values = {}  # key: default
        self.families = set()
        super().__init__(git, tag)
        for s in self.suffixes:
            for prefix in ("zookeeper.ssl.", "zookeeper.ssl.quorum."):
                self.properties[prefix + s][0].add("string")
                self.properties[prefix + s][1].add("X509Util")

    def uses(self, path, text):
        top = os.path.basename(path)[:-5]
        argument = r"\s*(" + STRING + r"|[A-Za-z_][\w.]*)\s*[,)]"
        for m in re.finditer(r"\b(\w+)\s*\.\s*(getInteger|getLong|getBoolean|getProperty)\(" + argument, text):
            if m.group(1) in ("properties", "prop", "props", "cfg", "zkProp", "configuration"):
                continue
            key = self.text_of(m.group(3), top)
            kind = GETTERS[m.group(2)]
            before = text[max(0, m.start() - 40):m.start()]
            if re.search(r"parseBoolean\(\s*$", before):
                kind = "bool"
            elif re.search(r"Integer\s*\.\s*parseInt\(\s*$", before):
                kind = "int"
            if key:
                self.properties[key][0].add(kind)
                self.properties[key][1].add(path)
                second = re.match(r"\s*([^(),;]+)\)", text[m.end():]) if m.group(0).endswith(",") else None
                if second:
                    self.default(key, second.group(1).strip(), top, text)
        # A name handed to a method of the class that asks for the property there.
        for m in re.finditer(r"(?<![\w.])(?:" + STRING + r")", text):
            key = m.group(0)[1:-1]
            if re.match(r"zookeeper\.[\w.-]*\w$", key):
                self.properties[key][1].add(path)
        self.suffixes.update(re.findall(r'getConfigPrefix\(\)\s*\+\s*"([^"]+)"', text))
        if top == "QuorumPeerConfig":
            self.parse(text)

    def text_of(self, expression, scope):
        return expression[1:-1] if expression.startswith('"') else self.resolve(expression, scope)

    def default(self, key, expression, scope, text):
        """What the code falls back to, where that is a literal or the name of one in the same class."""
        for _ in range(3):
            if re.fullmatch(r"-?\d+[lLfF]?|-?\d*\.\d+[fF]?|true|false", expression):
                self.values.setdefault(key, expression.rstrip("lLfF") if expression[0] not in "tf" else expression)
                return
            if re.fullmatch(STRING, expression):
                self.values.setdefault(key, expression[1:-1])
                return
            name = re.fullmatch(r"(?:[A-Za-z]\w*\.)?([A-Za-z_]\w*)", expression)
            found = name and re.search(r"\b%s\s*=\s*([^;=]+);" % name.group(1), text)
            if not found:
                return
            expression = found.group(1).strip()

    def parse(self, text):
        start = text.index("void parseProperties")
        end = text.index('System.setProperty("zookeeper." + key', start)
        body = text[start:end]
        tests = list(re.finditer(r"key\.(equals|startsWith)\(\s*(" + STRING + r"|[A-Za-z_][\w.]*)\s*\)", body))
        for n, m in enumerate(tests):
            key = self.text_of(m.group(2), "QuorumPeerConfig")
            action = body[m.end():tests[n + 1].start() if n + 1 < len(tests) else len(body)]
            if m.group(1) == "startsWith":
                self.families.add(key)
            elif key:
                self.parsed[key] = next((t for pattern, t in (
                    (r"Integer\.parseInt", "int"), (r"Long\.parseLong", "long"), (r"[pP]arseBoolean", "bool"),
                    (r"vff\.create|dynamicConfigFileStr|oraclePath", "path")) if re.search(pattern, action)), "string")
                if key in PORTS:
                    self.parsed[key] = "port"
                # The field that the branch assigns holds the default before any file is read.
                field = re.search(r"^[^;]*?\b(\w+)\s*=[^=]", action[action.index("{") + 1:] if "{" in action else action)
                initial = field and re.search(r"(?:protected|private)\s+(?:static\s+)?\w+\s+%s\s*=\s*([^;]+);" % field.group(1), text)
                if initial:
                    self.default(key, initial.group(1).strip(), "QuorumPeerConfig", text)
        self.families = {f for f in self.families if f}


def main():
    git, out = sys.argv[1], sys.argv[2]
    tags = dict(a.split("=", 1) for a in sys.argv[3:])
    everything = sorted(tags, key=version)
    rows = collections.defaultdict(dict)  # (key, kind): minor: note
    defaults = collections.defaultdict(dict)  # key: minor: default
    for minor in everything:
        s = ZooKeeper(git, tags[minor])
        for key, kind in s.parsed.items():
            rows[key, "parsed"][minor] = TYPES.get(key, kind)
        for family in s.families | {"authProvider."}:
            rows[family, "prefix"][minor] = "string"
            if family == "metricsProvider.":
                # A setting of PrometheusMetricsProvider, which gets what stands after the prefix.
                rows["metricsProvider.httpPort", "property"][minor] = "port"
        for name, (kinds, files) in s.properties.items():
            key = name.removeprefix("zookeeper.")
            # Inside the prefix a second "zookeeper." and names of loggers, beans and scopes are no properties.
            if name == key or key in s.parsed or name in NOT_PROPERTIES:
                continue
            kind = min(kinds - {"string"} or {"string"})
            if key.startswith("ssl."):
                kind = SSL.get(key.rpartition(".")[2], kind)
            kind = "port" if key in PORTS else TYPES.get(key, kind)
            client = all(CLIENT.search(f) for f in files)
            rows[key, "property"][minor] = kind + (", client" if client else "")
        for name, value in s.values.items():
            key = name if name in s.parsed else name.removeprefix("zookeeper.")
            if (name in s.parsed or name != key and key not in s.parsed) and value not in ("", "-1"):
                defaults[key][minor] = value
        print(minor, len(s.parsed), "parsed,", sum(1 for (k, kind), at in rows.items() if kind == "property" and minor in at), "properties",
              file=sys.stderr)
        bare = sorted(n for n, (kinds, _) in s.properties.items() if kinds and not n.startswith(("zookeeper.", "java.", "os.", "user.")))
        print("    without the prefix, so out of reach of the file:", " ".join(bare), file=sys.stderr)
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "zookeeper-phantoms.tsv")) as hand:
        phantoms = [l.rstrip("\n").split("\t") for l in hand if not l.startswith(("#", "key\t"))]
    with open(os.path.join(out, "zookeeper-keys.tsv"), "w") as t:
        t.write("# Generated by extract/zookeeper.sh; see README.md.\n# releases: "
                + " ".join(tags[m].removeprefix("release-") for m in everything) + "\nkey\tkind\tversions\tnote\n")
        # Releases differ in how they ask, not in what the value may be: the newest that does not take it as plain text decides.
        note = {r: next((at[m] for m in reversed(everything) if not at.get(m, "string").startswith("string")), at[max(at, key=version)])
                for r, at in rows.items()}
        lines = [(*r, ranges(at, everything), note[r]) for r, at in rows.items()]
        known = {k for k, *_ in lines}
        lines += [(k, "phantom", "-", note) for k, note in phantoms if k not in known]
        for l in sorted(lines):
            t.write("\t".join(l) + "\n")
    with open(os.path.join(here, "zookeeper-defaults.tsv")) as hand:
        for key, versions, value in (l.rstrip("\n").split("\t")[:3] for l in hand if not l.startswith(("#", "key\t"))):
            defaults[key] = {m: value for m in everything if version(m) >= version(versions.rstrip("-"))}
    with open(os.path.join(out, "zookeeper-defaults.tsv"), "w") as t:
        t.write("# Generated by extract/zookeeper.sh; see README.md.\nkey\tversions\tdefault\n")
        for key, by in sorted(defaults.items()):
            for value in sorted(set(by.values())):
                t.write("\t".join((key, ranges({m for m, v in by.items() if v == value}, everything), value)) + "\n")


if __name__ == "__main__":
    main()
