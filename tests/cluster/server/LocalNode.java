import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.opensearch.Version;
import org.opensearch.common.settings.Settings;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.plugins.PluginInfo;

/**
 * A node of OpenSearch from the jars alone, for the tests: java LocalNode setting=value...
 *
 * It ends when its standard input does, so that none stays behind when what started it is gone.
 */
public class LocalNode extends Node {
    private static final List<String> MODULES = List.of(
        "org.opensearch.transport.Netty4ModulePlugin",
        "org.opensearch.analysis.common.CommonAnalysisModulePlugin",
        "org.opensearch.index.mapper.MapperExtrasModulePlugin");

    private LocalNode(Settings settings) {
        super(InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "node"), modules(), false);
    }

    private static List<PluginInfo> modules() {
        List<PluginInfo> found = new ArrayList<>();
        for (String name : MODULES) {
            found.add(new PluginInfo(name, "module", "1", Version.CURRENT, "21", name, List.of(), false));
        }
        return found;
    }

    public static void main(String[] arguments) throws Exception {
        Settings.Builder settings = Settings.builder();
        for (String each : arguments) {
            int at = each.indexOf('=');
            settings.put(each.substring(0, at), each.substring(at + 1));
        }
        LocalNode node = new LocalNode(settings.build());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                node.close();
            } catch (Exception error) {
                error.printStackTrace();
            }
        }));
        // A start waits for a cluster manager, which may need other nodes.
        new Thread(() -> {
            try {
                node.start();
            } catch (Exception error) {
                error.printStackTrace();
                Runtime.getRuntime().halt(1);
            }
        }).start();
        while (System.in.read() >= 0) {
        }
        System.exit(0);
    }
}
