package bench.chain;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The processes of the chain. The program that is started plays the gateway and starts itself once more for each service;
 * everybody says one line when it listens and ends when its input ends, so that nothing outlives the one who measures.
 */
public final class Main {
  private record Role(Class<?> application, String operation) {}

  private static final Map<String, Role> SERVICES =
      Map.of(
          "catalog", new Role(Catalog.class, "catalog.pricesOf"),
          "payments", new Role(Payments.class, "payments.methodOf"),
          "orders", new Role(Orders.class, "orders.quote"));

  private Main() {}

  public static void main(String[] args) throws Exception {
    // The first line is for whoever measures; everything else that is printed goes beside it.
    PrintStream said = System.out;
    System.setOut(System.err);
    if (args.length > 0 && SERVICES.containsKey(args[0])) playService(args, said);
    else playGateway(said);
  }

  /** Arguments: role, logs, own port, port of the catalog, port of payments. */
  private static void playService(String[] args, PrintStream said) throws IOException {
    Map<String, Object> properties = new HashMap<>();
    properties.put("bench.logs", args[1]);
    properties.put("server.port", args[2]);
    properties.put("bench.catalog", "http://127.0.0.1:" + args[3]);
    properties.put("bench.payments", "http://127.0.0.1:" + args[4]);
    var context = start(args[0], SERVICES.get(args[0]), properties, one -> {});
    said.println("ready");
    awaitEnd();
    context.close();
    System.exit(0);
  }

  private static void playGateway(PrintStream said) throws Exception {
    Path logs = Files.createTempDirectory("atoll-bench-peer-");
    Map<String, Integer> ports = freePorts();
    List<Process> children = new ArrayList<>();
    for (String role : SERVICES.keySet()) children.add(fork(role, logs, ports));
    Tokens tokens = new Tokens();
    Map<String, Object> properties = new HashMap<>();
    properties.put("bench.logs", logs.toString());
    properties.put("server.port", 0);
    properties.put("bench.orders", "http://127.0.0.1:" + ports.get("orders"));
    var context =
        start(
            "web",
            new Role(Gateway.class, "orders.quote"),
            properties,
            one -> one.getBeanFactory().registerSingleton("tokens", tokens));
    for (Process child : children) awaitLine(child);
    String port = context.getEnvironment().getProperty("local.server.port");
    said.printf("{\"url\":\"http://127.0.0.1:%s\",\"token\":\"%s\"}%n", port, tokens.sign());
    awaitEnd();
    context.close();
    for (Process child : children) child.getOutputStream().close();
    for (Process child : children) child.waitFor();
    try (var files = Files.list(logs)) {
      files.map(Path::toFile).forEach(File::delete);
    }
    Files.delete(logs);
    System.exit(0);
  }

  private static ConfigurableApplicationContext start(
      String service,
      Role role,
      Map<String, Object> properties,
      ApplicationContextInitializer<ConfigurableApplicationContext> given) {
    properties.put("bench.service", service);
    properties.put("bench.operation", role.operation());
    var application = new SpringApplication(role.application());
    application.setDefaultProperties(properties);
    application.addInitializers(given);
    return application.run();
  }

  /** The command of this very program, one word a line; `{role}` stands where the archive's name differs. */
  private static Process fork(String role, Path logs, Map<String, Integer> ports)
      throws IOException {
    List<String> command = new ArrayList<>();
    for (String word : System.getenv("BENCH_COMMAND").split("\n"))
      command.add(word.replace("{role}", role));
    command.add(role);
    command.add(logs.toString());
    for (String each : List.of(role, "catalog", "payments"))
      command.add(String.valueOf(ports.get(each)));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static Map<String, Integer> freePorts() throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    Map<String, Integer> ports = new HashMap<>();
    for (String role : SERVICES.keySet()) {
      var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      sockets.add(socket);
      ports.put(role, socket.getLocalPort());
    }
    for (ServerSocket socket : sockets) socket.close();
    return ports;
  }

  private static void awaitLine(Process child) throws IOException {
    var reader = new BufferedReader(new InputStreamReader(child.getInputStream()));
    if (reader.readLine() == null) throw new IOException("a service ended before it listened");
  }

  private static void awaitEnd() throws IOException {
    while (System.in.read() != -1) {}
  }
}
