package bench.chain;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.hibernate.validator.constraints.UUID;

/** The contract of `bench/contracts.ts` in the words of Bean Validation; the order of fields is the order of bytes. */
final class Contracts {
  private Contracts() {}

  record Line(@NotNull @Size(min = 1, max = 40) String sku, @Min(1) @Max(99) int quantity) {}

  record Order(
      @NotNull @UUID(version = {1, 2, 3, 4, 5, 6, 7, 8}) String orderId,
      @NotNull @Size(min = 1, max = 100) String customer,
      @NotNull @Size(min = 4, max = 40) String card,
      @NotNull @Size(min = 1, max = 50) List<@NotNull @Valid Line> lines) {}

  record QuoteLine(String sku, int quantity, int cents) {}

  record Quote(String orderId, List<QuoteLine> lines, int totalCents, String method) {}

  record Skus(
      @NotNull @Size(min = 1, max = 50) List<@NotNull @Size(min = 1, max = 40) String> skus) {}

  record Prices(List<Integer> prices) {}

  record Paying(@NotNull @Size(min = 4, max = 40) String card) {}

  record Method(String method) {}
}
