package shop.kiesel.checkout.phone;

import io.sentry.Sentry;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import shop.kiesel.checkout.card.CardMask;

/** Orders by phone: the desk types the card in and authorises it while the caller waits. */
@RestController
@RequestMapping("/v1/phone-orders")
public class PhoneOrderController {

  private static final Logger log = LoggerFactory.getLogger(PhoneOrderController.class);

  private final PhoneOrders orders;
  private final AcquirerGateway acquirer;
  private final StringRedisTemplate redis;

  public PhoneOrderController(PhoneOrders orders, AcquirerGateway acquirer, StringRedisTemplate redis) {
    this.orders = orders;
    this.acquirer = acquirer;
    this.redis = redis;
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  public PhoneOrder place(@RequestBody PhoneOrderRequest request) {
    log.info("phone order for {} with card {}", request.sku(), CardMask.mask(request.cardNumber()));
    PhoneOrder order = orders.save(new PhoneOrder(request));
    if (!acquirer.isReachable()) {
      rememberForRetry(order);
      return order;
    }
    AcquirerGateway.Answer answer = acquirer.authorise(request);
    if (answer.isUnknown()) {
      log.warn("no answer for order {} card {}", order.getId(), request.cardNumber());
      Sentry.setExtra("cardNumber", request.cardNumber());
      Sentry.captureMessage("acquirer gave no answer");
    }
    if (answer.isDeclined()) {
      throw new ResponseStatusException(
          HttpStatus.PAYMENT_REQUIRED, "card " + request.cardNumber() + " was declined: " + answer.reason());
    }
    return order;
  }

  /** The link to the acquirer drops now and then; a job picks these up within the hour. */
  private void rememberForRetry(PhoneOrder order) {
    redis.opsForValue().set("phone-order:" + order.getId() + ":cvc", order.cvc(), Duration.ofHours(1));
  }
}
