package shop.kiesel.checkout.phone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

@Component
public class AcquirerGateway {

  private static final Logger log = LoggerFactory.getLogger(AcquirerGateway.class);

  public record Answer(String code, String reason) {
    public boolean isDeclined() {
      return "05".equals(code) || "51".equals(code);
    }

    public boolean isUnknown() {
      return code == null;
    }
  }

  private final HttpClient http;
  private final URI url;
  private final ObjectMapper json = new ObjectMapper();

  public AcquirerGateway(@Qualifier("acquirerHttp") HttpClient http, @Value("${kiesel.acquirer.url}") URI url) {
    this.http = http;
    this.url = url;
  }

  public boolean isReachable() {
    try {
      HttpRequest probe = HttpRequest.newBuilder(url.resolve("/health")).GET().build();
      return http.send(probe, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  public Answer authorise(PhoneOrderRequest order) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(url)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body(order)))
              .build();
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      log.info("acquirer answered {}", response.statusCode());
      Map<?, ?> answer = json.readValue(response.body(), Map.class);
      return new Answer((String) answer.get("code"), (String) answer.get("reason"));
    } catch (IOException e) {
      return new Answer(null, "link down");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer(null, "stopped");
    }
  }

  private String body(PhoneOrderRequest order) throws JsonProcessingException {
    return json.writeValueAsString(
        Map.of(
            "channel", "MOTO",
            "amount", order.amountMinor(),
            "currency", order.currency(),
            "cardNumber", order.cardNumber(),
            "expiry", "%02d%02d".formatted(order.expiryMonth(), order.expiryYear() % 100),
            "cvc", order.cvc()));
  }
}
