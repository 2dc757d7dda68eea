import java.io.*;
import java.nio.charset.StandardCharsets;
import java.util.*;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;

/**
 * Asks the Configuration of one Hadoop release what its getters read from texts. Reads lines "kind TAB text" of the kinds "hadoop-…" and writes
 * "release TAB kind TAB text TAB answer": "!" for a refusal, "default" where the getter takes its default, else "=" and the value.
 * Usage: AskHadoop VERSION.
 */
public class AskHadoop {
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

    /** A getter is asked with two defaults, so that a default can be told from a value. */
    static String answer(Configuration c, String kind) {
        switch (kind) {
            case "hadoop-int": return c.getInt("k", 3) == c.getInt("k", 4) ? "=" + c.getInt("k", 3) : "default";
            case "hadoop-long": return c.getLong("k", 3) == c.getLong("k", 4) ? "=" + c.getLong("k", 3) : "default";
            case "hadoop-bytes": return c.getLongBytes("k", 3) == c.getLongBytes("k", 4) ? "=" + c.getLongBytes("k", 3) : "default";
            case "hadoop-boolean": return c.getBoolean("k", true) == c.getBoolean("k", false) ? "=" + c.getBoolean("k", true) : "default";
            case "hadoop-time": return c.getTimeDuration("k", 3, TimeUnit.MILLISECONDS) == c.getTimeDuration("k", 4, TimeUnit.MILLISECONDS)
                ? "=" + c.getTimeDuration("k", 3, TimeUnit.MILLISECONDS) : "default";
            case "hadoop-float": return Float.compare(c.getFloat("k", 3), c.getFloat("k", 4)) == 0 ? "=" + Integer.toHexString(Float.floatToIntBits(c.getFloat("k", 3))) : "default";
            case "hadoop-trimmed": { String s = c.getTrimmed("k"); return s == null ? "default" : "=" + escape(s); }
            case "hadoop-strings": {
                StringBuilder b = new StringBuilder("=");
                for (String s : c.getTrimmedStrings("k")) b.append("|").append(escape(s));
                return b.toString();
            }
            default: return null;
        }
    }

    public static void main(String[] a) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, "UTF-8");
        Configuration c = new Configuration(false);
        for (String line; (line = in.readLine()) != null; ) {
            int at = line.indexOf('\t');
            String kind = line.substring(0, at), found;
            if (!kind.startsWith("hadoop-")) continue;
            c.set("k", unescape(line.substring(at + 1)));
            try { found = answer(c, kind); } catch (RuntimeException refused) { found = "!"; }
            out.println(a[0] + "\t" + line + "\t" + found);
        }
        out.flush();
    }
}
