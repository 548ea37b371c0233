package shop.kiesel.checkout.card;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Seals a card number with AES-256-GCM. The key is unwrapped by KMS when the pod starts; the nonce is new for every row. */
@Component
@Converter
public class CardNumberConverter implements AttributeConverter<String, byte[]> {

  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec key;
  private final SecureRandom random = new SecureRandom();

  public CardNumberConverter(@Value("${kiesel.card.key}") String key) {
    this.key = new SecretKeySpec(Base64.getDecoder().decode(key), "AES");
  }

  @Override
  public byte[] convertToDatabaseColumn(String cardNumber) {
    try {
      byte[] nonce = new byte[NONCE_BYTES];
      random.nextBytes(nonce);
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
      byte[] sealed = cipher.doFinal(cardNumber.getBytes(StandardCharsets.US_ASCII));
      return ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("card number could not be sealed", e);
    }
  }

  @Override
  public String convertToEntityAttribute(byte[] column) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, column, 0, NONCE_BYTES));
      byte[] opened = cipher.doFinal(column, NONCE_BYTES, column.length - NONCE_BYTES);
      return new String(opened, StandardCharsets.US_ASCII);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("card number could not be opened", e);
    }
  }
}
