import java.io.*;
import java.lang.reflect.*;
import java.util.*;
import org.apache.flink.configuration.*;

/**
 * Asks the classes of one Flink release how they divide the memory of a process. Reads lines "role TAB deployment TAB key=value key=value…" and
 * repeats each with the release before it and the answer behind it: the sizes in bytes, or the kind of refusal. The deployment says what an old size
 * of the heap is read as: "standalone" (the scripts), "container" (YARN, Kubernetes), "direct" (nothing).
 * Usage: AskMemory VERSION. Parts are looked up by reflection since the classes lost methods in 2.0.
 */
public class AskMemory {
    static final String[] TASK_MANAGER = {"getTotalProcessMemorySize", "getTotalFlinkMemorySize", "getFrameworkHeapSize", "getTaskHeapSize",
        "getFrameworkOffHeapMemorySize", "getTaskOffHeapSize", "getNetworkMemSize", "getManagedMemorySize", "getJvmMetaspaceSize", "getJvmOverheadSize"};
    static final String[] JOB_MANAGER = {"getTotalProcessMemorySize", "getTotalFlinkMemorySize", "getJvmHeapMemorySize", "getJvmDirectMemorySize",
        "getJvmMetaspaceSize", "getJvmOverheadSize"};
    /** What an exception's message has in it, and what it is called here. The first that matches counts. */
    static final String[][] KINDS = {
        {"need to be configured explicitly", "no-size"},
        {"min value must be less or equal", "range"},
        {"fraction must be in range", "fraction"},
        {"Sum of configured JVM Metaspace", "jvm-exceeds-process"},
        {"is less than the sum of the derived", "flink-exceeds-process"},
        {"is not in configured JVM Overhead range", "overhead-out-of-range"},
        {"is not in configured Network Memory range", "network-out-of-range"},
        {"does not match configured Network Memory", "network-buffers-differ"},
        {"Sum of configured Framework Heap", "parts-exceed-flink"},
        {"do not add up to the configured Total Flink", "parts-differ-from-flink"},
        {"is less than the configured Off-heap", "off-heap-exceeds-flink"},
        {"exceeds the configured Total Flink Memory", "heap-exceeds-flink"},
        {"does not match the configured Total Flink", "heap-and-off-heap-differ"},
        {"positive number of CPU cores", "no-cores"},
        {"long overflow", "too-large"},
        {"Cannot read memory size", "unreadable"},
        {"must not be less than 0", "unreadable"},
        {"Could not parse value", "unreadable"},
    };

    static ConfigOption<MemorySize> option(String role, String kind) throws Exception {
        Class<?> c = role.equals("taskmanager") ? TaskManagerOptions.class : JobManagerOptions.class;
        @SuppressWarnings("unchecked") ConfigOption<MemorySize> found = (ConfigOption<MemorySize>) c.getField(kind).get(null);
        return found;
    }

    static Method method(Class<?> c, String name, Class<?>... types) throws Exception {
        Method m = c.getDeclaredMethod(name, types);
        m.setAccessible(true);
        return m;
    }

    /** Some getters are public in a class above, others are not public. */
    static Method getter(Class<?> c, String name) throws Exception {
        try { return method(c, name); } catch (NoSuchMethodException above) { return c.getMethod(name); }
    }

    static Object spec(String role, String deployment, Configuration conf) throws Exception {
        boolean container = deployment.equals("container"), direct = deployment.equals("direct");
        if (role.equals("taskmanager")) {
            Class<?> c = Class.forName("org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils");
            if (!direct) try {
                conf = (Configuration) method(c, "getConfigurationMapLegacyTaskManagerHeapSizeToConfigOption", Configuration.class, ConfigOption.class)
                    .invoke(null, conf, option(role, container ? "TOTAL_PROCESS_MEMORY" : "TOTAL_FLINK_MEMORY"));
            } catch (NoSuchMethodException gone) { }
            return method(c, "processSpecFromConfig", Configuration.class).invoke(null, conf);
        }
        Class<?> c = Class.forName("org.apache.flink.runtime.jobmanager.JobManagerProcessUtils");
        if (!direct) try {
            return method(c, "processSpecFromConfigWithNewOptionToInterpretLegacyHeap", Configuration.class, ConfigOption.class)
                .invoke(null, conf, option(role, container ? "TOTAL_PROCESS_MEMORY" : "JVM_HEAP_MEMORY"));
        } catch (NoSuchMethodException gone) { }
        return method(c, "processSpecFromConfig", Configuration.class).invoke(null, conf);
    }

    static String answer(String role, String deployment, String settings) {
        Configuration conf = new Configuration();
        for (String setting : settings.split(" ")) {
            int at = setting.indexOf('=');
            if (at < 0) continue;
            String key = setting.substring(0, at);
            boolean whole = key.startsWith("taskmanager.") || key.startsWith("jobmanager.");
            conf.setString(whole ? key : role + ".memory." + key, setting.substring(at + 1));
        }
        try {
            Object spec = spec(role, deployment, conf);
            StringBuilder b = new StringBuilder();
            for (String getter : role.equals("taskmanager") ? TASK_MANAGER : JOB_MANAGER)
                b.append(b.length() > 0 ? " " : "").append(((MemorySize) getter(spec.getClass(), getter).invoke(spec)).getBytes());
            return b.toString();
        } catch (Throwable t) {
            StringBuilder all = new StringBuilder();
            for (Throwable c = t; c != null; c = c.getCause()) all.append(c.getClass().getSimpleName()).append(": ").append(c.getMessage()).append("; ");
            for (String[] kind : KINDS) if (all.indexOf(kind[0]) >= 0) return kind[1];
            return "other: " + all;
        }
    }

    public static void main(String[] a) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line; (line = in.readLine()) != null; ) {
            String[] parts = line.split("\t", -1);
            if (parts.length == 3) System.out.println(a[0] + "\t" + line + "\t" + answer(parts[0], parts[1], parts[2]));
        }
    }
}
