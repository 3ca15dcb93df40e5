package atoll.servers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.netflix.appinfo.ApplicationInfoManager;
import com.netflix.appinfo.InstanceInfo;
import com.netflix.appinfo.InstanceInfo.InstanceStatus;
import com.netflix.appinfo.MyDataCenterInstanceConfig;
import com.netflix.appinfo.providers.EurekaConfigBasedInstanceInfoProvider;
import com.netflix.discovery.DefaultEurekaClientConfig;
import com.netflix.discovery.DiscoveryClient;
import com.netflix.discovery.Jersey3DiscoveryClientOptionalArgs;
import com.netflix.discovery.shared.Application;
import com.netflix.discovery.shared.Applications;
import com.netflix.discovery.shared.resolver.DefaultEndpoint;
import com.netflix.discovery.shared.transport.EurekaHttpClient;
import com.netflix.discovery.shared.transport.EurekaHttpResponse;
import com.netflix.discovery.shared.transport.jersey3.Jersey3TransportClientFactories;
import jakarta.ws.rs.client.ClientRequestFilter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Netflix's client through Jersey 3, registered from here on until the process ends. */
class Client {
  private final Map<String, LongAdder> requests = new ConcurrentHashMap<>();
  private final ApplicationInfoManager own;
  private final DiscoveryClient client;
  private final EurekaHttpClient asking;

  Client(int port) {
    System.setProperty("eureka.port", String.valueOf(port));
    MyDataCenterInstanceConfig instance = new MyDataCenterInstanceConfig() {
      @Override
      public String getHostName(boolean refresh) {
        return "127.0.0.1";
      }

      @Override
      public String getIpAddress() {
        return "127.0.0.1";
      }

      @Override
      public String getInstanceId() {
        String given = super.getInstanceId();
        return given == null ? "127.0.0.1:" + getAppname() + ":" + port : given;
      }
    };
    DefaultEurekaClientConfig config = new DefaultEurekaClientConfig();
    ClientRequestFilter counting = request -> {
      String path = request.getUri().getPath().replaceFirst("^.*?/apps", "apps");
      count(request.getMethod() + " " + path);
    };
    own = new ApplicationInfoManager(instance, new EurekaConfigBasedInstanceInfoProvider(instance).get(), null);
    Jersey3DiscoveryClientOptionalArgs arguments = new Jersey3DiscoveryClientOptionalArgs();
    arguments.setAdditionalFilters(List.of(counting));
    Jersey3TransportClientFactories factories = Jersey3TransportClientFactories.getInstance();
    client = new DiscoveryClient(own, config, factories, arguments);
    String registry = config.getEurekaServerServiceUrls(DefaultEurekaClientConfig.DEFAULT_ZONE).get(0);
    asking = factories
        .newTransportClientFactory(config, List.of(), own.getInfo())
        .newClient(new DefaultEndpoint(registry));
    own.setInstanceStatus(InstanceStatus.UP);
    Runtime.getRuntime().addShutdownHook(new Thread(client::shutdown));
  }

  private void count(String request) {
    requests.computeIfAbsent(request, each -> new LongAdder()).increment();
  }

  /** How often it asked for what since it started: `GET apps/delta`. */
  JsonNode requests() {
    ObjectNode counts = Shown.json.createObjectNode();
    new TreeMap<>(requests).forEach((name, count) -> counts.put(name, count.sum()));
    return counts;
  }

  /** Every instance of an application that it holds. */
  JsonNode instances(String app) {
    Application found = client.getApplication(app);
    return Shown.instances(found == null ? List.of() : found.getInstances());
  }

  /** Says how this instance is, where the query says so; answers what it says, and what the registry says of it. */
  JsonNode status(String query) {
    if (!query.isEmpty()) own.setInstanceStatus(InstanceStatus.valueOf(query));
    ObjectNode shown = Shown.json.createObjectNode();
    shown.put("own", own.getInfo().getStatus().name());
    shown.put("registry", client.getInstanceRemoteStatus().name());
    return shown;
  }

  /** Asks the registry once, as the library's transport does, for what its client never asks for by itself. */
  JsonNode ask(Main.Asked asked) {
    String[] path = asked.name().split("/");
    if (asked.method().equals("PUT")) {
      InstanceStatus status = InstanceStatus.valueOf(asked.query());
      return shown(asking.statusUpdate(path[1], path[2], status, own.getInfo()));
    }
    if (asked.method().equals("DELETE"))
      return shown(asking.deleteStatusOverride(path[1], path[2], own.getInfo()));
    return shown(switch (path[0]) {
      case "vips" -> asking.getVip(path[1]);
      case "svips" -> asking.getSecureVip(path[1]);
      case "instances" -> asking.getInstance(path[1]);
      default -> path.length > 2 ? asking.getInstance(path[1], path[2]) : asking.getApplication(path[1]);
    });
  }

  private static JsonNode shown(EurekaHttpResponse<?> response) {
    Object entity = response.getEntity();
    ObjectNode shown = Shown.json.createObjectNode();
    shown.put("status", response.getStatusCode());
    if (entity instanceof Applications all)
      shown.set("instances", Shown.instances(Shown.everybody(all)));
    if (entity instanceof Application app) shown.set("instances", Shown.instances(app.getInstances()));
    if (entity instanceof InstanceInfo one) shown.set("instances", Shown.instances(List.of(one)));
    return shown;
  }
}
