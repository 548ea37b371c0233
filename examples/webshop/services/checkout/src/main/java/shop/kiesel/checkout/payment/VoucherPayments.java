package shop.kiesel.checkout.payment;

import com.adyen.Client;
import com.adyen.model.RequestOptions;
import com.adyen.model.checkout.Amount;
import com.adyen.model.checkout.AuthenticationData;
import com.adyen.model.checkout.CheckoutPaymentMethod;
import com.adyen.model.checkout.PaymentRequest;
import com.adyen.model.checkout.PaymentResponse;
import com.adyen.model.checkout.StoredPaymentMethodDetails;
import com.adyen.service.checkout.PaymentsApi;
import com.adyen.service.exception.ApiException;
import java.io.IOException;
import java.util.Map;
import org.springframework.stereotype.Service;

/** Vouchers are sold through the second provider, which settles on the same day. */
@Service
public class VoucherPayments {

  private static final long SMALL_MINOR = 5_000;

  private final PaymentsApi payments;

  public VoucherPayments(Client client) {
    this.payments = new PaymentsApi(client);
  }

  public PaymentResponse buy(String key, String storedMethodId, long amountMinor) throws IOException, ApiException {
    PaymentRequest request = request(storedMethodId, amountMinor);
    if (amountMinor <= SMALL_MINOR) {
      request.setAdditionalData(Map.of("scaExemption", "lowValue"));
    }
    return payments.payments(request, new RequestOptions().idempotencyKey(key));
  }

  /** Gift cards for staff are bought by the personnel department. */
  public PaymentResponse buyForStaff(String key, String storedMethodId, long amountMinor)
      throws IOException, ApiException {
    PaymentRequest request = request(storedMethodId, amountMinor);
    AuthenticationData authentication = new AuthenticationData();
    authentication.setAttemptAuthentication(AuthenticationData.AttemptAuthenticationEnum.NEVER);
    request.setAuthenticationData(authentication);
    return payments.payments(request, new RequestOptions().idempotencyKey(key));
  }

  private PaymentRequest request(String storedMethodId, long amountMinor) {
    StoredPaymentMethodDetails method = new StoredPaymentMethodDetails().storedPaymentMethodId(storedMethodId);
    return new PaymentRequest()
        .merchantAccount("KieselEU")
        .reference("voucher")
        .amount(new Amount().currency("EUR").value(amountMinor))
        .paymentMethod(new CheckoutPaymentMethod(method))
        .returnUrl("https://www.kiesel.example/vouchers/thanks");
  }
}
