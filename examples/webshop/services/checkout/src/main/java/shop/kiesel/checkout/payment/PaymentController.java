package shop.kiesel.checkout.payment;

import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import com.stripe.net.RequestOptions;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentCreateParams.PaymentMethodOptions;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1")
public class PaymentController {

  private static final Logger log = LoggerFactory.getLogger(PaymentController.class);

  /** The browser tokenised the card; only the token comes here. */
  public record PaymentRequestBody(UUID orderId, String paymentMethodToken, long amountMinor, String currency) {}

  @PostMapping("/payments")
  public Map<String, String> pay(
      @RequestHeader("Idempotency-Key") String idempotencyKey, @RequestBody PaymentRequestBody body)
      throws StripeException {
    PaymentIntentCreateParams params =
        PaymentIntentCreateParams.builder()
            .setAmount(body.amountMinor())
            .setCurrency(body.currency())
            .setPaymentMethod(body.paymentMethodToken())
            .setConfirm(true)
            .setReturnUrl("https://www.kiesel.example/orders/thanks")
            .setPaymentMethodOptions(
                PaymentMethodOptions.builder()
                    .setCard(
                        PaymentMethodOptions.Card.builder()
                            .setRequestThreeDSecure(PaymentMethodOptions.Card.RequestThreeDSecure.AUTOMATIC)
                            .build())
                    .build())
            .build();
    RequestOptions once = RequestOptions.builder().setIdempotencyKey(idempotencyKey).build();
    PaymentIntent intent = PaymentIntent.create(params, once);
    log.info("payment {} of order {} is {}", intent.getId(), body.orderId(), intent.getStatus());
    return Map.of("status", intent.getStatus(), "clientSecret", intent.getClientSecret());
  }

  /** The one-tap button of the app: the customer's last card, without leaving the product page. */
  @PostMapping("/payments/one-tap")
  public Map<String, String> oneTap(
      @RequestHeader("Idempotency-Key") String idempotencyKey, @RequestBody PaymentRequestBody body)
      throws StripeException {
    PaymentIntentCreateParams params =
        PaymentIntentCreateParams.builder()
            .setAmount(body.amountMinor())
            .setCurrency(body.currency())
            .setPaymentMethod(body.paymentMethodToken())
            .setConfirm(true)
            .setPaymentMethodOptions(
                PaymentMethodOptions.builder()
                    .setCard(PaymentMethodOptions.Card.builder().setMoto(true).build())
                    .build())
            .build();
    RequestOptions once = RequestOptions.builder().setIdempotencyKey(idempotencyKey).build();
    PaymentIntent intent = PaymentIntent.create(params, once);
    return Map.of("status", intent.getStatus());
  }
}
