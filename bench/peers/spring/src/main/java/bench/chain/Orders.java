package bench.chain;

import bench.chain.Contracts.Line;
import bench.chain.Contracts.Method;
import bench.chain.Contracts.Order;
import bench.chain.Contracts.Paying;
import bench.chain.Contracts.Prices;
import bench.chain.Contracts.Quote;
import bench.chain.Contracts.QuoteLine;
import bench.chain.Contracts.Skus;
import jakarta.validation.Valid;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Import;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/** Quotes an order after asking the catalog and payments at once: one in a virtual thread of its own, one in this. */
@Service
@RestController
@Import(Client.class)
class Orders {
  private final RestClient catalog;
  private final RestClient payments;
  private final AsyncTaskExecutor threads;

  Orders(
      RestClient.Builder clients,
      AsyncTaskExecutor applicationTaskExecutor,
      @Value("${bench.catalog}") String catalog,
      @Value("${bench.payments}") String payments) {
    this.catalog = clients.clone().baseUrl(catalog).build();
    this.payments = clients.clone().baseUrl(payments).build();
    this.threads = applicationTaskExecutor;
  }

  @PostMapping("/quotes")
  Quote quote(@Valid @RequestBody Order order) {
    Paying paying = new Paying(order.card());
    CompletableFuture<Method> paid =
        threads.submitCompletable(() -> ask(payments, "/methods", paying, Method.class));
    Skus skus = new Skus(order.lines().stream().map(Line::sku).toList());
    List<Integer> prices = ask(catalog, "/prices", skus, Prices.class).prices();
    return toQuote(order, prices, paid.join().method());
  }

  private static <T> T ask(RestClient client, String path, Object body, Class<T> answer) {
    return client
        .post()
        .uri(path)
        .contentType(MediaType.APPLICATION_JSON)
        .body(body)
        .retrieve()
        .body(answer);
  }

  private static Quote toQuote(Order order, List<Integer> prices, String method) {
    List<QuoteLine> lines = new ArrayList<>(order.lines().size());
    int totalCents = 0;
    for (Line line : order.lines()) {
      int cents = prices.get(lines.size());
      lines.add(new QuoteLine(line.sku(), line.quantity(), cents));
      totalCents += line.quantity() * cents;
    }
    return new Quote(order.orderId(), lines, totalCents, method);
  }
}
