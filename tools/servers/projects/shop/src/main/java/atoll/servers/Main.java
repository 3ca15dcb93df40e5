package atoll.servers;

import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.openfeign.EnableFeignClients;
import org.springframework.cloud.openfeign.FeignClient;
import org.springframework.core.env.Environment;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@SpringBootApplication
@EnableFeignClients
@RestController
public class Main {
  private final DiscoveryClient discovery;
  private final Neighbour neighbour;
  private final Environment environment;
  private final String name;

  Main(
      DiscoveryClient discovery,
      Neighbour neighbour,
      Environment environment,
      @Value("${spring.application.name}") String name) {
    this.discovery = discovery;
    this.neighbour = neighbour;
    this.environment = environment;
    this.name = name;
  }

  public static void main(String[] arguments) {
    SpringApplication.run(Main.class, arguments);
  }

  @GetMapping("/hello")
  String hello() {
    return "hello from " + name;
  }

  /** Calls the neighbour by its name in the registry. */
  @GetMapping("/ask")
  String ask() {
    return neighbour.hello();
  }

  /** Where instances of a service are, as this process sees them. */
  @GetMapping("/instances/{service}")
  List<String> instances(@PathVariable("service") String service) {
    return discovery.getInstances(service).stream().map(each -> each.getUri().toString()).toList();
  }

  /** What a setting is now; empty where nobody sets it. */
  @GetMapping("/settings/{property}")
  String setting(@PathVariable("property") String property) {
    return environment.getProperty(property, "");
  }

  @FeignClient(name = "${neighbour}")
  interface Neighbour {
    @GetMapping("/hello")
    String hello();
  }
}
