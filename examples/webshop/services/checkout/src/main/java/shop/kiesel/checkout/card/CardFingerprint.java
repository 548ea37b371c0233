package shop.kiesel.checkout.card;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Finds a card again without opening it. */
@Component
public class CardFingerprint {

  private final SecretKeySpec key;

  public CardFingerprint(@Value("${kiesel.card.fingerprint-key}") String key) {
    this.key = new SecretKeySpec(Base64.getDecoder().decode(key), "HmacSHA256");
  }

  public byte[] of(String cardNumber) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(cardNumber.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no HMAC", e);
    }
  }

  /** The form that the data warehouse joins on. */
  public String forWarehouse(String cardNumber) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(cardNumber.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no SHA-256", e);
    }
  }
}
