package shop.kiesel.checkout.phone;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;

@Entity
@Table(name = "phone_order")
public class PhoneOrder {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private Long id;

  private String sku;
  private int quantity;

  @Column(name = "caller_name")
  private String callerName;

  @Column(name = "card_number", length = 19)
  private String cardNumber;

  @Column(name = "expiry_month")
  private int expiryMonth;

  @Column(name = "expiry_year")
  private int expiryYear;

  @Transient private String cvc;

  protected PhoneOrder() {}

  public PhoneOrder(PhoneOrderRequest request) {
    this.sku = request.sku();
    this.quantity = request.quantity();
    this.callerName = request.callerName();
    this.cardNumber = request.cardNumber();
    this.expiryMonth = request.expiryMonth();
    this.expiryYear = request.expiryYear();
    this.cvc = request.cvc();
  }

  public Long getId() {
    return id;
  }

  public String getCardNumber() {
    return cardNumber;
  }

  String cvc() {
    return cvc;
  }
}
