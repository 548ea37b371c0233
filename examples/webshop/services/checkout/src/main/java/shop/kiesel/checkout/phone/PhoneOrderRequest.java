package shop.kiesel.checkout.phone;

/** What the desk types in while the caller is on the line. */
public record PhoneOrderRequest(
    String sku,
    int quantity,
    String callerName,
    long amountMinor,
    String currency,
    String cardNumber,
    int expiryMonth,
    int expiryYear,
    String cvc) {}
