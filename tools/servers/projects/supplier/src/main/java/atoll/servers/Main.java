package atoll.servers;

import feign.FeignException;
import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cloud.openfeign.EnableFeignClients;
import org.springframework.cloud.openfeign.FeignClient;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@SpringBootApplication
@EnableFeignClients
@OpenAPIDefinition(info = @Info(title = "a supplier of the store", version = "1"))
@RestController
public class Main {
  private final Catalog catalog;
  private final String instance;
  /** The most pieces of one thing that are here. */
  private final int most;

  Main(
      Catalog catalog,
      @Value("${eureka.instance.instance-id}") String instance,
      @Value("${supplier.most:500}") int most) {
    this.catalog = catalog;
    this.instance = instance;
    this.most = most;
  }

  public static void main(String[] arguments) {
    SpringApplication.run(Main.class, arguments);
  }

  @Operation(operationId = "offer", summary = "What a piece costs here")
  @ApiResponse(responseCode = "200", description = "The offer")
  @ApiResponse(
      responseCode = "404",
      description = "The store does not sell it",
      content =
          @Content(
              mediaType = "application/problem+json",
              schema = @Schema(implementation = ProblemDetail.class)))
  @GetMapping(path = "/offers/{sku}", produces = "application/json")
  Offer offer(@PathVariable("sku") String sku) {
    Product product = find(sku);
    return new Offer(sku, product.name(), product.price().amount() * 6 / 10, product.price().currency(), most);
  }

  /** Answers one key alike, however often and whichever instance is asked. */
  @Operation(operationId = "order", summary = "Orders pieces")
  @ApiResponse(responseCode = "201", description = "What will come, and when")
  @ApiResponse(
      responseCode = "404",
      description = "The store does not sell it",
      content =
          @Content(
              mediaType = "application/problem+json",
              schema = @Schema(implementation = ProblemDetail.class)))
  @ApiResponse(
      responseCode = "422",
      description = "Not so many are here",
      content =
          @Content(
              mediaType = "application/problem+json",
              schema = @Schema(implementation = TooMany.class)))
  @PostMapping(path = "/supplies", produces = "application/json")
  @ResponseStatus(HttpStatus.CREATED)
  Supply order(
      @RequestHeader("Idempotency-Key") @Size(max = 200) String key,
      @Valid @RequestBody SupplyOrder order) {
    Product product = find(order.sku());
    if (order.pieces() > most) throw tooMany();
    String reference = UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)).toString();
    return new Supply(
        reference, order.sku(), product.name(), order.pieces(), instance, LocalDate.now().plusDays(3));
  }

  /** What the store calls the product: its catalogue says so. */
  private Product find(String sku) {
    try {
      return catalog.product(sku);
    } catch (FeignException.NotFound | FeignException.BadRequest unknown) {
      throw problem(HttpStatus.NOT_FOUND, "The store does not sell it.", unknown);
    } catch (FeignException away) {
      throw problem(HttpStatus.SERVICE_UNAVAILABLE, "The store's catalogue does not answer.", away);
    }
  }

  private ErrorResponseException tooMany() {
    HttpStatus status = HttpStatus.valueOf(422);
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, "Not so many are here.");
    problem.setProperty("most", most);
    return new ErrorResponseException(status, problem, null);
  }

  private static ErrorResponseException problem(HttpStatus status, String detail, Throwable cause) {
    return new ErrorResponseException(status, ProblemDetail.forStatusAndDetail(status, detail), cause);
  }

  /** The store's catalogue, found by its name in the registry. It wants no token of whoever looks at products. */
  @FeignClient(name = "catalog")
  interface Catalog {
    @GetMapping("/products/{sku}")
    Product product(@PathVariable("sku") String sku);
  }

  record Price(long amount, String currency) {}

  record Product(String sku, String name, Price price) {}

  record Offer(
      @NotNull String sku,
      @NotNull String name,
      @Schema(description = "In minor units") @NotNull Long amount,
      @Schema(allowableValues = "USD") @NotNull String currency,
      @Schema(description = "The most that are here") @NotNull Integer most) {}

  record SupplyOrder(@NotNull @Size(min = 1, max = 40) String sku, @NotNull @Min(1) @Max(1000) Integer pieces) {}

  record Supply(
      @NotNull String reference,
      @NotNull String sku,
      @NotNull String name,
      @NotNull Integer pieces,
      @Schema(description = "Which supplier took it") @NotNull String supplier,
      @NotNull LocalDate arrivesOn) {}

  /** For the document only: a problem that says how many there are. */
  record TooMany(@NotNull Integer most) {}
}
