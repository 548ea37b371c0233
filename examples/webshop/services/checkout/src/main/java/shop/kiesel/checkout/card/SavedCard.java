package shop.kiesel.checkout.card;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

@Entity
@Table(name = "saved_card")
public class SavedCard {

  @Id private UUID id;

  @Column(name = "customer_id")
  private long customerId;

  @Convert(converter = CardNumberConverter.class)
  @Column(name = "card_number_encrypted")
  private String cardNumber;

  @Column(name = "card_number_hmac")
  private byte[] cardNumberHmac;

  @Column(name = "pan_sha256")
  private String panSha256;

  @Column(name = "card_last4")
  private String cardLast4;

  @Column(name = "expiry_month")
  private int expiryMonth;

  @Column(name = "expiry_year")
  private int expiryYear;

  protected SavedCard() {}

  public SavedCard(UUID id, long customerId, String cardNumber, CardFingerprint fingerprint) {
    this.id = id;
    this.customerId = customerId;
    this.cardNumber = cardNumber;
    this.cardNumberHmac = fingerprint.of(cardNumber);
    this.panSha256 = fingerprint.forWarehouse(cardNumber);
    this.cardLast4 = cardNumber.substring(cardNumber.length() - 4);
  }

  public UUID getId() {
    return id;
  }

  public String getCardLast4() {
    return cardLast4;
  }
}
