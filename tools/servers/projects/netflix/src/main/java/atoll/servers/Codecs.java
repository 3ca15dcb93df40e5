package atoll.servers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.netflix.discovery.converters.wrappers.CodecWrapper;
import com.netflix.discovery.converters.wrappers.CodecWrappers;
import com.netflix.discovery.shared.Applications;
import java.io.IOException;

/** The library's codecs, by the names under which the library is told to use one: `LegacyJacksonJson`. */
class Codecs {
  /** What a codec reads in a document of everything, and what it writes of that; or what it says it cannot. */
  static JsonNode read(String name, String document) {
    ObjectNode shown = Shown.json.createObjectNode();
    try {
      CodecWrapper codec = CodecWrappers.getCodec(name);
      Applications all = codec.decode(document, Applications.class);
      shown.set("read", Shown.applications(all));
      shown.put("written", codec.encode(all));
    } catch (IOException | RuntimeException problem) {
      shown.put("problem", problem.toString());
    }
    return shown;
  }
}
