package bench.chain;

import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.http.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.autoconfigure.http.client.HttpClientAutoConfiguration;
import org.springframework.boot.autoconfigure.jackson.Jackson2ObjectMapperBuilderCustomizer;
import org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.validation.ValidationAutoConfiguration;
import org.springframework.boot.autoconfigure.web.client.RestClientAutoConfiguration;
import org.springframework.boot.autoconfigure.web.embedded.EmbeddedWebServerFactoryCustomizerAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.DispatcherServletAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.ServletWebServerFactoryAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.WebMvcAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** What every service is made of: only the parts of Spring Boot that it needs, so that none pays for the gateway's. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootConfiguration
@ImportAutoConfiguration({
  DispatcherServletAutoConfiguration.class,
  EmbeddedWebServerFactoryCustomizerAutoConfiguration.class,
  ErrorMvcAutoConfiguration.class,
  HttpClientAutoConfiguration.class,
  HttpMessageConvertersAutoConfiguration.class,
  JacksonAutoConfiguration.class,
  RestClientAutoConfiguration.class,
  ServletWebServerFactoryAutoConfiguration.class,
  TaskExecutionAutoConfiguration.class,
  ValidationAutoConfiguration.class,
  WebMvcAutoConfiguration.class,
})
@Import(Service.Strictness.class)
@interface Service {
  /** A number is no text: the other sides refuse it too. */
  final class Strictness {
    @Bean
    Jackson2ObjectMapperBuilderCustomizer strictText() {
      return builder ->
          builder.postConfigurer(
              mapper -> {
                var text = mapper.coercionConfigFor(LogicalType.Textual);
                for (var shape :
                    new CoercionInputShape[] {
                      CoercionInputShape.Integer,
                      CoercionInputShape.Float,
                      CoercionInputShape.Boolean,
                    }) text.setCoercion(shape, CoercionAction.Fail);
                var number = mapper.coercionConfigFor(LogicalType.Integer);
                number.setCoercion(CoercionInputShape.String, CoercionAction.Fail);
              });
    }
  }
}
