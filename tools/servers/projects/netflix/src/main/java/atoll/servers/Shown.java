package atoll.servers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.netflix.appinfo.AmazonInfo;
import com.netflix.appinfo.InstanceInfo;
import com.netflix.appinfo.InstanceInfo.PortType;
import com.netflix.appinfo.LeaseInfo;
import com.netflix.discovery.shared.Application;
import com.netflix.discovery.shared.Applications;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What the library holds, by its getters alone, in the words of @atoll/registry: none of its codecs takes part. */
class Shown {
  static final ObjectMapper json = new ObjectMapper();

  static List<InstanceInfo> everybody(Applications all) {
    return all.getRegisteredApplications().stream()
        .flatMap(each -> each.getInstancesAsIsFromEureka().stream())
        .toList();
  }

  static JsonNode applications(Applications all) {
    ObjectNode shown = json.createObjectNode();
    shown.put("version", all.getVersion());
    shown.put("hash", all.getAppsHashCode());
    ArrayNode apps = shown.putArray("apps");
    for (Application each : all.getRegisteredApplications()) {
      ObjectNode app = apps.addObject();
      app.put("name", each.getName());
      app.set("instances", instances(each.getInstancesAsIsFromEureka()));
    }
    return shown;
  }

  static ArrayNode instances(Collection<InstanceInfo> infos) {
    ArrayNode shown = json.createArrayNode();
    infos.forEach(each -> shown.add(instance(each)));
    return shown;
  }

  private static ObjectNode instance(InstanceInfo info) {
    ObjectNode shown = json.createObjectNode();
    shown.put("instanceId", info.getInstanceId());
    shown.put("hostName", info.getHostName());
    shown.put("app", info.getAppName());
    shown.put("ipAddr", info.getIPAddr());
    shown.put("sid", info.getSID());
    shown.put("status", name(info.getStatus()));
    shown.put("overriddenStatus", name(info.getOverriddenStatus()));
    shown.set("port", port(info.getPort(), info.isPortEnabled(PortType.UNSECURE)));
    shown.set("securePort", port(info.getSecurePort(), info.isPortEnabled(PortType.SECURE)));
    shown.put("countryId", info.getCountryId());
    ObjectNode center = shown.putObject("dataCenterInfo");
    center.put("name", info.getDataCenterInfo().getName().name());
    boolean isAmazon = info.getDataCenterInfo() instanceof AmazonInfo;
    center.set("metadata", texts(isAmazon ? ((AmazonInfo) info.getDataCenterInfo()).getMetadata() : Map.of()));
    shown.set("leaseInfo", lease(info.getLeaseInfo()));
    shown.set("metadata", texts(info.getMetadata()));
    shown.put("isCoordinatingDiscoveryServer", info.isCoordinatingDiscoveryServer());
    shown.put("lastUpdatedTimestamp", info.getLastUpdatedTimestamp());
    shown.put("lastDirtyTimestamp", info.getLastDirtyTimestamp());
    shown.put("actionType", name(info.getActionType()));
    shown.put("appGroupName", info.getAppGroupName());
    shown.put("homePageUrl", info.getHomePageUrl());
    shown.put("statusPageUrl", info.getStatusPageUrl());
    shown.put("healthCheckUrl", info.getHealthCheckUrl());
    shown.put("secureHealthCheckUrl", info.getSecureHealthCheckUrl());
    shown.put("vipAddress", info.getVIPAddress());
    shown.put("secureVipAddress", info.getSecureVipAddress());
    shown.put("asgName", info.getASGName());
    return shown;
  }

  private static String name(Enum<?> one) {
    return one == null ? null : one.name();
  }

  private static JsonNode port(int number, boolean isEnabled) {
    return json.createObjectNode().put("number", number).put("isEnabled", isEnabled);
  }

  private static JsonNode lease(LeaseInfo lease) {
    if (lease == null) return json.nullNode();
    return json.createObjectNode()
        .put("renewalIntervalInSecs", lease.getRenewalIntervalInSecs())
        .put("durationInSecs", lease.getDurationInSecs())
        .put("registrationTimestamp", lease.getRegistrationTimestamp())
        .put("lastRenewalTimestamp", lease.getRenewalTimestamp())
        .put("evictionTimestamp", lease.getEvictionTimestamp())
        .put("serviceUpTimestamp", lease.getServiceUpTimestamp());
  }

  private static JsonNode texts(Map<String, String> texts) {
    ObjectNode shown = json.createObjectNode();
    texts.forEach(shown::put);
    return shown;
  }
}
