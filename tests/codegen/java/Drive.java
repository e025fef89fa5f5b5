import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** Runs `main` of one class after the other: a line has its name, then variables and their values. */
public class Drive {
    public static void main(String[] args) throws Exception {
        PrintStream out = System.out;
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] words = line.split(" ");
            for (int at = 1; at < words.length; at += 2) {
                environment().put(words[at], decoded(words[at + 1]));
            }
            ByteArrayOutputStream printed = new ByteArrayOutputStream();
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            Class.forName(words[0]).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
            System.out.flush();
            System.setOut(out);
            for (int at = 1; at < words.length; at += 2) {
                environment().remove(words[at]);
            }
            out.println(Base64.getEncoder().encodeToString(printed.toByteArray()));
        }
    }

    /** The map behind System.getenv: a process cannot change its own environment. */
    @SuppressWarnings("unchecked")
    private static Map<String, String> environment() throws Exception {
        Map<String, String> found = System.getenv();
        Field inner = found.getClass().getDeclaredField("m");
        inner.setAccessible(true);
        return (Map<String, String>) inner.get(found);
    }

    private static String decoded(String word) {
        return new String(Base64.getDecoder().decode(word), StandardCharsets.UTF_8);
    }
}
