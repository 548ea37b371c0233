package shop.kiesel.checkout.card;

/** What may be shown of a card number: its last four digits. */
public final class CardMask {

  private CardMask() {}

  public static String mask(String cardNumber) {
    if (cardNumber == null || cardNumber.length() < 12) {
      return "****";
    }
    return "**** " + cardNumber.substring(cardNumber.length() - 4);
  }
}
