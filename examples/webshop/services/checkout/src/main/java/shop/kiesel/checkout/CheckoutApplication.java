package shop.kiesel.checkout;

import com.stripe.Stripe;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class CheckoutApplication {

  public CheckoutApplication(@Value("${kiesel.stripe.key}") String stripeKey) {
    Stripe.apiKey = stripeKey;
  }

  public static void main(String[] args) {
    SpringApplication.run(CheckoutApplication.class, args);
  }
}
