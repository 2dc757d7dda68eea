import java.io.*;
import java.lang.reflect.*;
import java.nio.charset.StandardCharsets;
import java.util.*;

/**
 * Asks one ZooKeeper release what QuorumPeerConfig.parseProperties reads from texts. Reads lines "kind TAB text" of the kinds "zoo-…" and writes
 * "release TAB kind TAB text TAB answer": "!" for a refusal, else "=" and the value. The text is the value of one key beside two that must be there.
 * Usage: AskZooKeeper VERSION DATA_DIR [PACKAGE]. The package is where the shaded jars of Flink keep the classes.
 */
public class AskZooKeeper {
    static Class<?> config;

    static String unescape(String s) {
        StringBuilder b = new StringBuilder();
        for (int i = 0; i < s.length(); i++)
            if (s.charAt(i) == '\\') { b.append((char) Integer.parseInt(s.substring(i + 2, i + 6), 16)); i += 5; } else b.append(s.charAt(i));
        return b.toString();
    }

    static Object read(String dataDir, String key, String text, String field) throws Exception {
        Properties p = new Properties();
        p.setProperty("dataDir", dataDir);
        p.setProperty("clientPort", "2181");
        p.setProperty(key, text);
        Object found = config.getDeclaredConstructor().newInstance();
        Field f = config.getDeclaredField(field);
        f.setAccessible(true);
        config.getMethod("parseProperties", Properties.class).invoke(found, p);
        return f.get(found);
    }

    public static void main(String[] a) throws Exception {
        config = Class.forName((a.length > 2 ? a[2] + "." : "") + "org.apache.zookeeper.server.quorum.QuorumPeerConfig");
        String[][] keys = {{"zoo-int", "initLimit", "initLimit"}, {"zoo-long", "jvm.pause.warn-threshold.ms", "jvmPauseWarnThresholdMs"},
            {"zoo-boolean", "syncEnabled", "syncEnabled"}};
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, "UTF-8");
        for (String line; (line = in.readLine()) != null; ) {
            int at = line.indexOf('\t');
            String kind = line.substring(0, at), text = unescape(line.substring(at + 1)), found;
            for (String[] key : keys) {
                if (!key[0].equals(kind)) continue;
                try { found = "=" + read(a[1], key[1], text, key[2]); }
                catch (InvocationTargetException refused) { found = "!"; } catch (NoSuchFieldException notYet) { continue; }
                out.println(a[0] + "\t" + line + "\t" + found);
            }
        }
        out.flush();
    }
}
