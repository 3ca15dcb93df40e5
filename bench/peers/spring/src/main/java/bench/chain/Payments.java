package bench.chain;

import bench.chain.Contracts.Method;
import bench.chain.Contracts.Paying;
import jakarta.validation.Valid;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** How a card would be charged: the rule of `bench/pricing.ts`. */
@Service
@RestController
class Payments {
  @PostMapping("/methods")
  Method methodOf(@Valid @RequestBody Paying asked) {
    return new Method(asked.card().startsWith("visa") ? "visa" : "other");
  }
}
