package atoll.servers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/**
 * What Netflix's library does, for tests to look at from outside: it is a client of a registry, and reads and writes documents
 * with the library's codecs. Everything is asked over HTTP, on loopback.
 */
public class Main {
  private static final ObjectMapper json = new ObjectMapper();

  public static void main(String[] arguments) throws IOException {
    for (String argument : arguments) {
      String[] setting = argument.replaceFirst("^--", "").split("=", 2);
      System.setProperty(setting[0], setting[1]);
    }
    // Without it an answer in two writes waits for the other side's acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    int port = Integer.getInteger("server.port");
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    server.setExecutor(Executors.newFixedThreadPool(4));
    serve(server, "/health", asked -> json.nullNode());
    serve(server, "/codecs/", asked -> Codecs.read(asked.name, asked.body));
    // So is a Spring service told to start once and end, when the tool that builds it records the classes it loads. Those of
    // Jersey are left out: Java 25 cannot keep them.
    if (System.getProperty("spring.context.exit") != null) System.exit(0);
    Client client = new Client(server.getAddress().getPort());
    serve(server, "/instances/", asked -> client.instances(asked.name));
    serve(server, "/requests", asked -> client.requests());
    serve(server, "/status", asked -> client.status(asked.query));
    serve(server, "/ask/", client::ask);
    server.start();
  }

  /** One question of a test. */
  record Asked(String method, String name, String query, String body) {}

  interface Answer {
    JsonNode to(Asked asked) throws Exception;
  }

  private static void serve(HttpServer server, String path, Answer answer) {
    server.createContext(path, exchange -> {
      try (exchange) {
        send(exchange, 200, answer.to(asked(exchange, path)));
      } catch (Throwable problem) {
        problem.printStackTrace();
        send(exchange, 500, json.getNodeFactory().textNode(problem.toString()));
      }
    });
  }

  private static Asked asked(HttpExchange exchange, String path) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String name = exchange.getRequestURI().getRawPath().substring(path.length());
    String query = exchange.getRequestURI().getQuery();
    return new Asked(
        exchange.getRequestMethod(),
        URLDecoder.decode(name, StandardCharsets.UTF_8),
        query == null ? "" : query,
        body);
  }

  private static void send(HttpExchange exchange, int status, JsonNode answer) throws IOException {
    byte[] bytes = json.writeValueAsBytes(answer);
    exchange.getResponseHeaders().set("content-type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
