import java.io.*;
import java.lang.reflect.*;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.*;
import org.apache.flink.configuration.*;
import org.apache.flink.util.NetUtils;

/**
 * Asks one Flink release what it reads from texts. Reads lines "kind TAB text" and writes "release TAB kind TAB text TAB answer": "!" for a refusal, else "="
 * and the value. Lists and maps are asked twice where the release reads them differently from the old and the new file ("list", "yaml-list").
 * Usage: AskFlink VERSION.
 */
public class AskFlink {
    static final String[] CLASSES = {"configuration.CheckpointingOptions", "configuration.ExecutionOptions", "configuration.JobManagerOptions",
        "configuration.TaskManagerOptions", "configuration.PipelineOptions", "configuration.StateRecoveryOptions",
        "streaming.api.environment.ExecutionCheckpointingOptions", "runtime.jobgraph.SavepointConfigOptions"};
    static final Map<String, ConfigOption<?>> ENUMS = new HashMap<>();

    static void collect() {
        for (String name : CLASSES) try {
            for (Field f : Class.forName("org.apache.flink." + name).getFields())
                if (Modifier.isStatic(f.getModifiers()) && ConfigOption.class.isAssignableFrom(f.getType())) {
                    ConfigOption<?> option = (ConfigOption<?>) f.get(null);
                    ENUMS.putIfAbsent(option.key(), option);
                }
        } catch (ClassNotFoundException gone) { } catch (IllegalAccessException impossible) { throw new IllegalStateException(impossible); }
    }

    static String unescape(String s) {
        StringBuilder b = new StringBuilder();
        for (int i = 0; i < s.length(); i++)
            if (s.charAt(i) == '\\') { b.append((char) Integer.parseInt(s.substring(i + 2, i + 6), 16)); i += 5; } else b.append(s.charAt(i));
        return b.toString();
    }

    static String escape(String s) {
        StringBuilder b = new StringBuilder();
        for (char c : s.toCharArray())
            if (c >= 0x20 && c < 0x7f && c != '\\' && c != '|') b.append(c); else b.append(String.format("\\u%04x", (int) c));
        return b.toString();
    }

    static long millis(Duration d) {
        try { return d.toMillis(); } catch (ArithmeticException beyond) { return d.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE; }
    }

    static Configuration configuration(Boolean standard, String text) throws Exception {
        Configuration c = standard == null ? new Configuration() : (Configuration) Configuration.class.getDeclaredConstructor(boolean.class).newInstance(standard);
        c.setString("k", text);
        return c;
    }

    static String answer(String kind, String text) throws Exception {
        ConfigOptions.OptionBuilder k = ConfigOptions.key("k");
        Boolean standard = null;
        if (kind.startsWith("yaml-")) kind = kind.substring(5);
        try { Configuration.class.getDeclaredConstructor(boolean.class); standard = askedAsYaml; } catch (NoSuchMethodException one) { }
        Configuration c = configuration(standard, text);
        if (kind.startsWith("enum:")) {
            ConfigOption<?> option = ENUMS.get(kind.substring(5));
            if (option == null) return null;
            c = new Configuration();
            c.setString(option.key(), text);
            Object found = c.get(option);
            return ((Enum<?>) found).toString();
        }
        switch (kind) {
            case "int": return c.get(k.intType().noDefaultValue()).toString();
            case "long": return c.get(k.longType().noDefaultValue()).toString();
            case "float": return Integer.toHexString(Float.floatToIntBits(c.get(k.floatType().noDefaultValue())));
            case "double": return Long.toHexString(Double.doubleToLongBits(c.get(k.doubleType().noDefaultValue())));
            case "boolean": return c.get(k.booleanType().noDefaultValue()).toString();
            case "duration": return Long.toString(millis(c.get(k.durationType().noDefaultValue())));
            case "memory": return Long.toString(c.get(k.memoryType().noDefaultValue()).getBytes());
            case "list": {
                StringBuilder b = new StringBuilder();
                for (Object s : c.get(k.stringType().asList().noDefaultValue())) b.append("|").append(s == null ? "" : escape((String) s));
                return b.toString();
            }
            case "map": {
                StringBuilder b = new StringBuilder();
                TreeMap<String, String> sorted = new TreeMap<>();
                for (Map.Entry<String, String> e : c.get(k.mapType().noDefaultValue()).entrySet()) sorted.put(escape(e.getKey()), e.getValue());
                for (Map.Entry<String, String> e : sorted.entrySet()) b.append("|").append(e.getKey()).append("|").append(e.getValue() == null ? "" : escape(e.getValue()));
                return b.toString();
            }
            case "ports": {
                long count = 0, sum = 0;
                for (Iterator<Integer> i = NetUtils.getPortRangeFromString(text); i.hasNext(); ) { sum = sum * 31 + i.next(); count++; }
                return count + " " + Long.toHexString(sum);
            }
            default: return null;
        }
    }

    static Boolean askedAsYaml;

    public static void main(String[] a) throws Exception {
        collect();
        boolean two = Integer.parseInt(a[0].split("\\.")[1]) >= 19 && a[0].startsWith("1."), only = !a[0].startsWith("1.");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, "UTF-8");
        for (String line; (line = in.readLine()) != null; ) {
            int at = line.indexOf('\t');
            String kind = line.substring(0, at), text = unescape(line.substring(at + 1));
            boolean collection = kind.equals("list") || kind.equals("map");
            for (Boolean yaml : collection && two ? new Boolean[] {false, true} : new Boolean[] {collection && only}) {
                String as = collection && yaml ? "yaml-" + kind : kind, found;
                askedAsYaml = yaml;
                try {
                    String got = answer(as, text);
                    if (got == null) continue;
                    found = "=" + got;
                } catch (Throwable refused) { found = "!"; }
                out.println(a[0] + "\t" + as + "\t" + line.substring(at + 1) + "\t" + found);
            }
        }
        out.flush();
    }
}
