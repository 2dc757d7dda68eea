import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What the classes of one Hadoop release say about keys, with its jars on the class path.
 *
 * <pre>
 * constants    "file TAB value" for the static String constants of the classes that declare keys
 * deprecated   "old TAB new[,new...]" from the table that Configuration keeps once the site classes are loaded
 * </pre>
 *
 * Classes that the release does not have are left out without a word: client jars lack the server's.
 */
public final class HadoopKeys {

    private static final String[][] DECLARING = {
        {"core", "org.apache.hadoop.fs.CommonConfigurationKeysPublic"},
        {"core", "org.apache.hadoop.fs.CommonConfigurationKeys"},
        {"core", "org.apache.hadoop.ha.ZKFailoverController"},
        {"hdfs", "org.apache.hadoop.hdfs.DFSConfigKeys"},
        {"hdfs", "org.apache.hadoop.hdfs.client.HdfsClientConfigKeys"},
        {"yarn", "org.apache.hadoop.yarn.conf.YarnConfiguration"},
    };

    public static void main(String[] args) throws Exception {
        TreeSet<String> lines = new TreeSet<>();
        switch (args.length == 1 ? args[0] : "") {
            case "constants" -> constants(lines);
            case "deprecated" -> deprecated(lines);
            default -> {
                System.err.println("usage: constants | deprecated");
                System.exit(2);
            }
        }
        lines.forEach(System.out::println);
    }

    private static void constants(TreeSet<String> lines) {
        for (String[] d : DECLARING) {
            Deque<Class<?>> todo = new ArrayDeque<>(load(d[1]));
            while (!todo.isEmpty()) {
                Class<?> c = todo.pop();
                todo.addAll(List.of(c.getDeclaredClasses()));
                for (Field f : c.getDeclaredFields()) {
                    if (f.getType() != String.class || !Modifier.isStatic(f.getModifiers())) continue;
                    try {
                        f.setAccessible(true);
                        String v = (String) f.get(null);
                        if (v != null && !f.getName().contains("DEFAULT")) lines.add(d[0] + "\t" + v);
                    } catch (Throwable t) {
                        System.err.println("skipped " + f + ": " + t);
                    }
                }
            }
        }
    }

    private static void deprecated(TreeSet<String> lines) throws Exception {
        Class<?> conf = Class.forName("org.apache.hadoop.conf.Configuration");
        for (String site : List.of("org.apache.hadoop.yarn.conf.YarnConfiguration", "org.apache.hadoop.hdfs.HdfsConfiguration")) {
            for (Class<?> c : load(site)) Class.forName(c.getName(), true, c.getClassLoader());
        }
        Field contexts = conf.getDeclaredField("deprecationContext");
        contexts.setAccessible(true);
        Object context = ((java.util.concurrent.atomic.AtomicReference<?>) contexts.get(null)).get();
        var table = context.getClass().getDeclaredMethod("getDeprecatedKeyMap");
        table.setAccessible(true);
        for (Map.Entry<?, ?> e : ((Map<?, ?>) table.invoke(context)).entrySet()) {
            Field names = e.getValue().getClass().getDeclaredField("newKeys");
            names.setAccessible(true);
            lines.add(e.getKey() + "\t" + String.join(",", (String[]) names.get(e.getValue())));
        }
    }

    private static List<Class<?>> load(String name) {
        List<Class<?>> out = new ArrayList<>();
        try {
            out.add(Class.forName(name));
        } catch (Throwable t) {
            System.err.println("no " + name + ": " + t);
        }
        return out;
    }
}
