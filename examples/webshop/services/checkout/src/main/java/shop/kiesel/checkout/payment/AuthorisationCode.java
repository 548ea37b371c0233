package shop.kiesel.checkout.payment;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/** The code with which a payer confirms a transfer: it is worth nothing for another amount or another payee. */
@Component
public class AuthorisationCode {

  private final SecureRandom random = new SecureRandom();

  public String newChallenge() {
    byte[] challenge = new byte[32];
    random.nextBytes(challenge);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(challenge);
  }

  public byte[] authenticationCode(byte[] key, String challenge, long amountMinor, String currency, String payeeIban)
      throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    String text = String.join("|", challenge, Long.toString(amountMinor), currency, payeeIban);
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  public boolean matches(byte[] expected, byte[] given) {
    return MessageDigest.isEqual(expected, given);
  }
}
