package bench.chain;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.context.annotation.Bean;

/** How services are asked. */
class Client {
  @Bean
  ClientHttpRequestFactoryBuilder<?> requests(@Value("${bench.client:apache}") String which) {
    if (which.equals("jdk")) return ClientHttpRequestFactoryBuilder.jdk();
    return ClientHttpRequestFactoryBuilder.httpComponents()
        .withConnectionManagerCustomizer(
            manager -> manager.setMaxConnPerRoute(64).setMaxConnTotal(128))
        .withHttpClientCustomizer(
            client ->
                client
                    .disableAuthCaching()
                    .disableAutomaticRetries()
                    .disableContentCompression()
                    .disableCookieManagement()
                    .disableRedirectHandling());
  }
}
