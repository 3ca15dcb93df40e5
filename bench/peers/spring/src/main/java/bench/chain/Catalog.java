package bench.chain;

import bench.chain.Contracts.Prices;
import bench.chain.Contracts.Skus;
import jakarta.validation.Valid;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Prices by sku: the rule of `bench/pricing.ts`. */
@Service
@RestController
class Catalog {
  @PostMapping("/prices")
  Prices pricesOf(@Valid @RequestBody Skus asked) {
    return new Prices(asked.skus().stream().map(Catalog::centsOf).toList());
  }

  private static int centsOf(String sku) {
    return 100 + sku.length() * 25 + sku.codePointAt(0);
  }
}
