import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;

/**
 * The options that one Flink release declares, and the table of all releases.
 *
 * <pre>
 * dump JAR...                       one line for each ConfigOption found in the jars (which must be on the class path)
 * merge FOLDER VERSION DUMP         put the dump of VERSION into the tables of FOLDER, in place of what they knew of that minor
 * </pre>
 *
 * A dump line is: key, suffix prefix or "-", type, deprecated (yes/no), aliases ("f:key d:key", in order of lookup), class#field,
 * section of the documentation, default value. Besides, "#sensitive TAB word" for the words that make Flink hide a value in its log.
 */
public final class FlinkOptions {

    private static final String OPTION = "org.apache.flink.configuration.ConfigOption";

    public static void main(String[] args) throws Exception {
        if (args.length >= 2 && args[0].equals("dump")) {
            new Dump().run(List.of(args).subList(1, args.length));
        } else if (args.length == 4 && args[0].equals("merge")) {
            new Merge(Path.of(args[1])).run(args[2], Path.of(args[3]));
        } else {
            System.err.println("usage: dump JAR... | merge FOLDER VERSION DUMP");
            System.exit(2);
        }
    }

    // ---------------------------------------------------------------- dump

    /** Reads the static fields of every class that mentions ConfigOption. */
    private static final class Dump {
        private final Set<String> lines = new TreeSet<>();
        private int unloadable;
        private Class<?> option;

        void run(List<String> jars) throws Exception {
            option = Class.forName(OPTION);
            for (String jar : jars) {
                try (JarFile file = new JarFile(jar)) {
                    for (Enumeration<JarEntry> e = file.entries(); e.hasMoreElements(); ) {
                        JarEntry entry = e.nextElement();
                        String name = entry.getName();
                        if (name.startsWith("org/apache/flink/")
                                && !name.startsWith("org/apache/flink/shaded/")
                                && name.endsWith(".class")
                                && mentionsOption(file, entry)) {
                            readClass(name.substring(0, name.length() - ".class".length()).replace('/', '.'));
                        }
                    }
                }
            }
            sensitive();
            lines.forEach(System.out::println);
            System.out.flush();
            System.err.println(lines.size() + " options, " + unloadable + " classes could not be initialised");
            // Static initialisers of the classes may have started threads that are not daemons.
            Runtime.getRuntime().halt(0);
        }

        private static boolean mentionsOption(JarFile file, JarEntry entry) throws IOException {
            try (InputStream in = file.getInputStream(entry)) {
                return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)
                        .contains("org/apache/flink/configuration/ConfigOption");
            }
        }

        private void readClass(String name) {
            try {
                Class<?> c = Class.forName(name, false, FlinkOptions.class.getClassLoader());
                for (Field f : c.getDeclaredFields()) {
                    if (Modifier.isStatic(f.getModifiers()) && mayHoldOptions(f.getType())) {
                        f.setAccessible(true);
                        collect(f.get(null), f, 0);
                    }
                }
            } catch (Throwable t) {
                unloadable++;
                System.err.println("skipped " + name + ": " + t);
            }
        }

        private void sensitive() throws Exception {
            Field words = Class.forName("org.apache.flink.configuration.GlobalConfiguration").getDeclaredField("SENSITIVE_KEYS");
            words.setAccessible(true);
            for (String word : (String[]) words.get(null)) lines.add("#sensitive\t" + word);
        }

        private boolean mayHoldOptions(Class<?> t) {
            return t == option
                    || Collection.class.isAssignableFrom(t)
                    || Map.class.isAssignableFrom(t)
                    || t.isArray() && !t.getComponentType().isPrimitive();
        }

        private void collect(Object value, Field field, int depth) throws Exception {
            if (value == null || depth > 3) {
                return;
            }
            if (option.isInstance(value)) {
                lines.add(line(value, field));
            } else if (value instanceof Collection<?> c) {
                for (Object o : c) collect(o, field, depth + 1);
            } else if (value instanceof Map<?, ?> m) {
                for (Object o : m.keySet()) collect(o, field, depth + 1);
                for (Object o : m.values()) collect(o, field, depth + 1);
            } else if (value instanceof Object[]) {
                for (int i = 0; i < Array.getLength(value); i++) collect(Array.get(value, i), field, depth + 1);
            }
        }

        private String line(Object o, Field field) throws Exception {
            boolean own = field.getType() == option;
            boolean deprecated = own
                    && (field.isAnnotationPresent(Deprecated.class)
                            || field.getDeclaringClass().isAnnotationPresent(Deprecated.class));
            return String.join("\t",
                    (String) call(o, "key"), own ? suffixPrefix(field) : "-", type(o), deprecated ? "yes" : "no", aliases(o),
                    field.getDeclaringClass().getName() + "#" + field.getName() + (own ? "" : "[]"),
                    section(field, (String) call(o, "key")), defaultOf(o));
        }

        /** The sections of the common pages that the option stands in, else the group that its class puts it in. */
        private static String section(Field field, String key) throws Exception {
            for (var a : field.getAnnotations()) {
                if (a.annotationType().getName().equals("org.apache.flink.annotation.docs.Documentation$Section")) {
                    String[] names = (String[]) a.annotationType().getMethod("value").invoke(a);
                    if (names.length > 0) return String.join(",", names);
                }
            }
            String name = "-";
            int longest = -1;
            for (var a : field.getDeclaringClass().getAnnotations()) {
                if (!a.annotationType().getSimpleName().equals("ConfigGroups")) continue;
                for (Object group : (Object[]) a.annotationType().getMethod("groups").invoke(a)) {
                    Class<?> type = ((java.lang.annotation.Annotation) group).annotationType();
                    String prefix = (String) type.getMethod("keyPrefix").invoke(group);
                    if ((key.equals(prefix) || key.startsWith(prefix + ".")) && prefix.length() > longest) {
                        longest = prefix.length();
                        name = (String) type.getMethod("name").invoke(group);
                    }
                }
            }
            return name;
        }

        /** The default as a configuration file would say it; what depends on the machine is written as the property's name. */
        private static String defaultOf(Object o) throws Exception {
            String text = rendered(call(o, "defaultValue"));
            for (String property : List.of("java.io.tmpdir", "user.dir", "user.home", "user.name", "java.home")) {
                String value = System.getProperty(property);
                if (value.length() > 5) text = text.replace(value, "${" + property + "}");
            }
            return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r");
        }

        private static String rendered(Object value) throws Exception {
            if (value == null) return "-";
            String text;
            if (value instanceof java.time.Duration d) {
                text = duration(d);
            } else if (value instanceof Collection<?> c) {
                List<String> items = new ArrayList<>();
                for (Object item : c) {
                    String one = rendered(item);
                    items.add(one.contains(";") || one.contains("'") ? "'" + one.replace("'", "''") + "'" : one);
                }
                text = String.join(";", items);
            } else if (value instanceof Map<?, ?> m) {
                List<String> items = new ArrayList<>();
                for (Map.Entry<?, ?> e : m.entrySet()) items.add(rendered(e.getKey()) + ":" + rendered(e.getValue()));
                java.util.Collections.sort(items);
                text = String.join(",", items);
            } else if (value instanceof Object[] a) {
                return rendered(List.of(a));
            } else if (value instanceof Class<?> c) {
                text = c.getName();
            } else if (value.getClass().getName().equals("org.apache.flink.configuration.MemorySize")) {
                text = memory((long) call(value, "getBytes"));
            } else {
                text = value.toString();
            }
            return text.isEmpty() ? "\"\"" : text;
        }

        /** The largest unit without a remainder, as TimeUtils.formatWithHighestUnit does (which 1.11 does not have). */
        private static String duration(java.time.Duration d) {
            String[] units = {"d", "h", "min", "s", "ms", "\u00b5s", "ns"};
            long[] nanos = {86_400_000_000_000L, 3_600_000_000_000L, 60_000_000_000L, 1_000_000_000L, 1_000_000L, 1_000L, 1L};
            var all = java.math.BigInteger.valueOf(d.getSeconds()).multiply(java.math.BigInteger.valueOf(1_000_000_000L))
                    .add(java.math.BigInteger.valueOf(d.getNano()));
            if (all.signum() == 0) return "0 ms";
            for (int i = 0; ; i++) {
                var parts = all.divideAndRemainder(java.math.BigInteger.valueOf(nanos[i]));
                if (parts[1].signum() == 0) return parts[0] + " " + units[i];
            }
        }

        /** The largest unit without a remainder, as MemorySize.toString does. */
        private static String memory(long bytes) {
            String[] units = {"tb", "gb", "mb", "kb"};
            for (int i = 0; i < units.length; i++) {
                long unit = 1L << 10 * (units.length - i);
                if (bytes != 0 && bytes % unit == 0) return bytes / unit + " " + units[i];
            }
            return bytes + " bytes";
        }

        /** Options that are written behind a prefix and a name ("interval" of metrics.reporter.NAME.interval) are annotated. */
        private static String suffixPrefix(AnnotatedElement field) throws Exception {
            for (var a : field.getAnnotations()) {
                if (a.annotationType().getSimpleName().equals("SuffixOption")) {
                    return (String) a.annotationType().getMethod("value").invoke(a);
                }
            }
            return "-";
        }

        private static String type(Object o) throws Exception {
            Class<?> c = (Class<?>) call(o, "getClazz");
            String name = c.isEnum() ? "Enum(" + constants(c) + ")" : c == Map.class ? "Map" : simpleName(c);
            return (boolean) call(o, "isList") ? "List<" + name + ">" : name;
        }

        private static String simpleName(Class<?> c) {
            // Before typed options a list or a map as default value gave its own class as the type.
            if (Map.class.isAssignableFrom(c)) return "Map";
            if (List.class.isAssignableFrom(c)) return "List<String>";
            if (c.isAnonymousClass() || c.getSuperclass() != null && c.getSuperclass().isEnum()) return simpleName(c.getSuperclass());
            return c.getSimpleName();
        }

        /** Flink compares the text that toString gives, without case; it is not always the constant's name. */
        private static String constants(Class<?> c) {
            return List.of(c.getEnumConstants()).stream().map(Object::toString).collect(Collectors.joining(","));
        }

        private static String aliases(Object o) throws Exception {
            List<String> out = new ArrayList<>();
            for (Object k : (Iterable<?>) call(o, "fallbackKeys")) {
                out.add(((boolean) call(k, "isDeprecated") ? "d:" : "f:") + call(k, "getKey"));
            }
            return out.isEmpty() ? "-" : String.join(" ", out);
        }

        private static Object call(Object o, String method) throws Exception {
            Method m = o.getClass().getDeclaredMethod(method);
            m.setAccessible(true);
            return m.invoke(o);
        }
    }

    // ---------------------------------------------------------------- merge

    /** A row's identity; the versions in which it holds are the value. */
    private record Row(String key, String role, String primary, String order) {}

    /**
     * The tables as a map of minor versions, so that a release can be replaced in them and nothing else changes.
     *
     * <p>A cell "1.11-1.16,1.18-" lists ranges over the minors that were extracted; an open end is the newest of them.
     */
    private static final class Merge {
        private static final Comparator<String> BY_NUMBER =
                Comparator.comparingInt((String m) -> Integer.parseInt(m.split("\\.")[0]))
                        .thenComparingInt(m -> Integer.parseInt(m.split("\\.")[1]));

        private final Path options;
        private final Path suffixes;
        private final Path deprecated;
        private final Path declared;
        private final Path sensitive;
        private final Path families;
        /** minor to the release that it was read from */
        private final Map<String, String> releases = new TreeMap<>(BY_NUMBER);
        private final Map<Row, Map<String, String>> optionRows = new LinkedHashMap<>();
        private final Map<Row, Map<String, String>> suffixRows = new LinkedHashMap<>();
        private final Map<Row, Map<String, String>> deprecatedRows = new LinkedHashMap<>();
        /** key, class, section and default in place of the row's names */
        private final Map<Row, Map<String, String>> declaredRows = new LinkedHashMap<>();
        private final Map<Row, Map<String, String>> sensitiveRows = new LinkedHashMap<>();

        Merge(Path folder) {
            options = folder.resolve("flink-options.tsv");
            suffixes = folder.resolve("flink-suffixes.tsv");
            deprecated = folder.resolve("flink-deprecated.tsv");
            declared = folder.resolve("flink-declared.tsv");
            sensitive = folder.resolve("flink-sensitive.tsv");
            families = folder.resolve("flink-families.tsv");
        }

        void run(String version, Path dump) throws IOException {
            String minor = version.replaceFirst("^(\\d+\\.\\d+).*", "$1");
            readAll();
            releases.put(minor, version);
            for (var rows : List.of(optionRows, suffixRows, deprecatedRows, declaredRows, sensitiveRows)) {
                rows.values().forEach(v -> v.remove(minor));
            }
            add(minor, Files.readAllLines(dump));
            writeAll();
            warnOfMaps(minor);
            System.err.printf("%s: %d options, %d aliases%n", version,
                    count(minor, r -> r.role.equals("option")), count(minor, r -> !r.role.equals("option")));
        }

        /** An entry of a map option may be a key of its own since 1.14; the table of families, which is written by hand, must know. */
        private void warnOfMaps(String minor) throws IOException {
            if (BY_NUMBER.compare(minor, "1.14") < 0 || !Files.exists(families)) return;
            Set<String> known = new TreeSet<>();
            for (String l : Files.readAllLines(families)) known.add(l.split("\t")[0]);
            optionRows.forEach((row, byMinor) -> {
                if ("Map".equals(byMinor.get(minor)) && !known.contains(row.key + ".")) {
                    System.err.println("add to flink-families.tsv: " + row.key + ".");
                }
            });
        }

        private long count(String minor, java.util.function.Predicate<Row> which) {
            return optionRows.entrySet().stream().filter(e -> e.getValue().containsKey(minor) && which.test(e.getKey())).count();
        }

        // -------------------------------------------------------- one release

        /** One declaration of an option in the dump. */
        private record Declared(String key, String prefix, String type, boolean deprecated, String aliases, String where,
                String section, String value) {
            String className() {
                return where.substring(0, where.indexOf('#')).replaceFirst("^org\\.apache\\.flink\\.", "");
            }

            /** The same key is often declared twice: as a copy in a list, and once more for its old type. The smallest wins. */
            int rank() {
                return (where.endsWith("[]") ? 8 : 0) + (deprecated ? 4 : 0)
                        + (where.startsWith("org.apache.flink.configuration.") ? 0 : 2) + (aliases.equals("-") ? 1 : 0);
            }
        }

        private void add(String minor, List<String> dump) {
            Map<String, Declared> best = new TreeMap<>();
            for (String line : dump) {
                String[] f = line.split("\t", -1);
                if (f[0].equals("#sensitive")) {
                    row(sensitiveRows, minor, new Row(f[1], "", "", ""), "");
                    continue;
                }
                Declared d = new Declared(f[0], f[1], f[2], f[3].equals("yes"), f[4], f[5], f[6], f[7]);
                String prefix = prefixOf(d);
                if (prefix != null) {
                    String suffix = d.key.replaceAll("<[^>]*>", "*");
                    row(suffixRows, minor, new Row(prefix, suffix, "", ""), d.type);
                    declare(minor, prefix + "." + suffix, d);
                } else if (d.key.contains("<")) {
                    int at = d.key.indexOf('>') + 1;
                    boolean bare = at == d.key.length();
                    row(suffixRows, minor, bare
                            ? new Row(d.key.substring(0, d.key.lastIndexOf('.')), "*", "", "")
                            : new Row(d.key.substring(0, at), d.key.substring(at + 1).replaceAll("<[^>]*>", "*"), "", ""), d.type);
                    declare(minor, bare
                            ? d.key.substring(0, d.key.lastIndexOf('.')) + ".*"
                            : d.key.substring(0, at) + d.key.substring(at).replaceAll("<[^>]*>", "*"), d);
                } else if (isReadFromTheCluster(d)) {
                    best.merge(d.key, d, (a, b) -> a.rank() <= b.rank() ? a : b);
                }
            }
            Set<String> replaced = new TreeSet<>();
            for (Declared d : best.values()) {
                for (String a : aliases(d)) replaced.add(a.substring(2));
            }
            for (Declared d : best.values()) {
                // An option kept only for old programs, whose key the new option reads as well, is an alias and nothing else.
                if (d.deprecated && replaced.contains(d.key)) continue;
                row(optionRows, minor, new Row(d.key, "option", "-", "-"), d.type);
                if (d.deprecated) row(deprecatedRows, minor, new Row(d.key, "", "", ""), "");
                declare(minor, d.key, d);
            }
            for (Declared d : best.values()) {
                if (d.deprecated && replaced.contains(d.key)) continue;
                List<String> names = aliases(d);
                for (int i = 0; i < names.size(); i++) {
                    String role = names.get(i).startsWith("d:") ? "deprecated" : "fallback";
                    String alias = names.get(i).substring(2);
                    if (!alias.equals(d.key)) {
                        row(optionRows, minor, new Row(alias, role, d.key, Integer.toString(i)), "-");
                    }
                }
            }
        }

        private void declare(String minor, String key, Declared d) {
            row(declaredRows, minor, new Row(key, d.className(), d.section, d.value), "");
        }

        private static List<String> aliases(Declared d) {
            return d.aliases.equals("-") ? List.of() : List.of(d.aliases.split(" "));
        }

        private static void row(Map<Row, Map<String, String>> rows, String minor, Row row, String value) {
            rows.computeIfAbsent(row, r -> new TreeMap<>(BY_NUMBER)).putIfAbsent(minor, value);
        }

        /** Reporters read their options behind metrics.reporter.NAME; only some of them say so with the annotation. */
        private static String prefixOf(Declared d) {
            if (!d.prefix.equals("-")) return d.prefix;
            if (d.where.startsWith("org.apache.flink.externalresource.")) return "external-resource.<resource_name>.param";
            if (d.where.startsWith("org.apache.flink.metrics.")
                    || d.where.startsWith("org.apache.flink.runtime.metrics.ReporterSetup#")
                    || d.where.startsWith("org.apache.flink.configuration.MetricOptions#REPORTER_")
                            && !d.key.startsWith("metrics.")) return "metrics.reporter.<name>";
            return null;
        }

        /**
         * Whether a component or a job reads the option from the cluster's configuration.
         *
         * <p>Not so: options of a table (CREATE TABLE ... WITH), of a catalogue, a module, a format or a query hint, and the
         * fields of the configuration object that the job graph carries for one task.
         */
        private static boolean isReadFromTheCluster(Declared d) {
            if (d.key.contains("#")) return false;
            String c = d.where.substring(0, d.where.indexOf('#'));
            if (c.equals("org.apache.flink.connector.base.source.reader.SourceReaderOptions")
                    || c.startsWith("org.apache.flink.connector.file.src.reader.")) return true;
            if (d.key.startsWith("table.catalog-store.") || d.key.startsWith("sql-gateway.") || d.key.startsWith("workflow-scheduler.")) return true;
            for (String p : List.of(
                    "org.apache.flink.connector.", "org.apache.flink.formats.", "org.apache.flink.table.formats.",
                    "org.apache.flink.table.filesystem.",
                    "org.apache.flink.table.connector.", "org.apache.flink.table.catalog.", "org.apache.flink.table.module.",
                    "org.apache.flink.table.factories.", "org.apache.flink.table.sinks.", "org.apache.flink.table.runtime.arrow.sources.",
                    "org.apache.flink.table.utils.python.", "org.apache.flink.table.planner.hint.",
                    "org.apache.flink.table.api.config.LookupJoinHintOptions",
                    "org.apache.flink.table.api.config.MLPredictRuntimeConfigOptions",
                    "org.apache.flink.table.api.config.VectorSearchRuntimeConfigOptions",
                    "org.apache.flink.streaming.api.graph.StreamConfig")) {
                if (c.startsWith(p)) return false;
            }
            return true;
        }

        // -------------------------------------------------------- the tables

        private void readAll() throws IOException {
            for (Path p : List.of(options, suffixes, deprecated, declared, sensitive)) {
                if (!Files.exists(p)) continue;
                List<String> lines = Files.readAllLines(p);
                for (String l : lines) {
                    if (l.startsWith("# releases: ")) {
                        for (String r : l.substring("# releases: ".length()).split(" ")) {
                            releases.put(r.replaceFirst("^(\\d+\\.\\d+).*", "$1"), r);
                        }
                    }
                }
                boolean header = true;
                for (String l : lines) {
                    if (l.startsWith("#")) continue;
                    if (header) { header = false; continue; }
                    String[] f = l.split("\t", -1);
                    if (p == options) {
                        read(optionRows, new Row(f[0], f[1], f[2], f[3]), f[4], f[5]);
                    } else if (p == suffixes) {
                        read(suffixRows, new Row(f[0], f[1], "", ""), f[2], f[3]);
                    } else if (p == deprecated) {
                        read(deprecatedRows, new Row(f[0], "", "", ""), f[1], "");
                    } else if (p == declared) {
                        read(declaredRows, new Row(f[0], f[2], f[3], f[4]), f[1], "");
                    } else {
                        read(sensitiveRows, new Row(f[0], "", "", ""), f[1], "");
                    }
                }
            }
        }

        private void read(Map<Row, Map<String, String>> rows, Row row, String ranges, String values) {
            if (values.matches(".*:\\d+\\.\\d+[-,;\\d.]*")) {
                for (String part : values.split(";")) {
                    int at = part.lastIndexOf(':');
                    for (String m : minors(part.substring(at + 1))) row(rows, m, row, part.substring(0, at));
                }
            } else {
                for (String m : minors(ranges)) row(rows, m, row, values);
            }
        }

        private List<String> minors(String ranges) {
            List<String> all = new ArrayList<>(releases.keySet());
            List<String> out = new ArrayList<>();
            for (String r : ranges.split(",")) {
                String[] ends = r.split("-", -1);
                int from = all.indexOf(ends[0]);
                int to = ends.length == 1 ? from : ends[1].isEmpty() ? all.size() - 1 : all.indexOf(ends[1]);
                if (from < 0 || to < from) throw new IllegalArgumentException("no such range of versions: " + r);
                out.addAll(all.subList(from, to + 1));
            }
            return out;
        }

        private String ranges(Collection<String> minors) {
            List<String> all = new ArrayList<>(releases.keySet());
            List<String> out = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                if (!minors.contains(all.get(i))) continue;
                int from = i;
                while (i + 1 < all.size() && minors.contains(all.get(i + 1))) i++;
                out.add(i == all.size() - 1 ? all.get(from) + "-" : from == i ? all.get(from) : all.get(from) + "-" + all.get(i));
            }
            return String.join(",", out);
        }

        private String values(Map<String, String> byMinor) {
            Map<String, Set<String>> byValue = new LinkedHashMap<>();
            byMinor.forEach((m, v) -> byValue.computeIfAbsent(v, x -> new LinkedHashSet<>()).add(m));
            if (byValue.size() == 1) return byValue.keySet().iterator().next();
            return byValue.entrySet().stream().map(e -> e.getKey() + ":" + ranges(e.getValue())).collect(Collectors.joining(";"));
        }

        private void writeAll() throws IOException {
            String head = "# releases: " + String.join(" ", releases.values());
            write(options, head, "key\trole\tprimary\torder\tversions\ttype", optionRows,
                    (r, v) -> String.join("\t", r.key, r.role, r.primary, r.order, ranges(v.keySet()), values(v)));
            write(suffixes, head, "prefix\tsuffix\tversions\ttype", suffixRows,
                    (r, v) -> String.join("\t", r.key, r.role, ranges(v.keySet()), values(v)));
            write(deprecated, head, "key\tversions", deprecatedRows, (r, v) -> String.join("\t", r.key, ranges(v.keySet())));
            write(declared, head, "key\tversions\tclass\tsection\tdefault", declaredRows,
                    (r, v) -> String.join("\t", r.key, ranges(v.keySet()), r.role, r.primary, r.order));
            write(sensitive, head, "word\tversions", sensitiveRows, (r, v) -> String.join("\t", r.key, ranges(v.keySet())));
        }

        private static void write(Path p, String head, String columns, Map<Row, Map<String, String>> rows,
                java.util.function.BiFunction<Row, Map<String, String>, String> line) throws IOException {
            List<String> out = new ArrayList<>(List.of("# Generated by extract/extract.sh; see README.md.", head, columns));
            rows.entrySet().stream()
                    .filter(e -> !e.getValue().isEmpty())
                    .sorted(Map.Entry.comparingByKey(
                            Comparator.comparing(Row::key)
                                    .thenComparing(r -> List.of("option", "fallback", "deprecated").indexOf(r.role))
                                    .thenComparing(Row::role).thenComparing(Row::primary).thenComparing(Row::order)))
                    .forEach(e -> out.add(line.apply(e.getKey(), e.getValue())));
            Files.write(p, out);
        }
    }
}
