// The shipped classes against names as real code and schemas have them. The innocent ones matter most.
#include <catch2/catch.hpp>

#include "tests/classify/policy_data.h"

using namespace payaudit;

namespace {

struct Case {
  std::string_view name;
  std::string_view entity;
  std::string_view type;
  std::string_view expected;  // "class state", with "?" behind it where the class is in doubt; "-" for none
  std::vector<std::string_view> siblings = {};
};

void check(std::span<const Case> cases) {
  for (const Case& row : cases) {
    INFO("name " << row.name << ", entity " << row.entity << ", type " << row.type);
    const auto found = shipped_classifier().classify(
        row.name, {.entity = row.entity, .siblings = row.siblings, .type = row.type});
    const std::string got = found ? std::string(found->data_class) + " " + std::string(found->state) +
                                        (found->doubt.empty() ? "" : "?")
                                  : std::string("-");
    CHECK(got == row.expected);
  }
}

}  // namespace

TEST_CASE("card data is recognised in the names of schemas and code of many languages") {
  const Case cases[] = {
      {"cardNumber", "", "", "account.chd.pan clear"},
      {"card_num", "payments", "varchar(19)", "account.chd.pan clear"},
      {"ccNumber", "", "String", "account.chd.pan clear"},
      {"ccnum", "", "", "account.chd.pan clear"},
      {"credit_card_no", "", "", "account.chd.pan clear"},
      {"primaryAccountNumber", "", "", "account.chd.pan clear"},
      {"fpan", "", "", "account.chd.pan clear"},
      {"pan", "Card", "", "account.chd.pan clear"},
      {"pan", "card_payment", "text", "account.chd.pan clear"},
      {"number", "CreditCard", "String", "account.chd.pan clear"},
      {"number", "PaymentCard", "", "account.chd.pan clear"},
      {"kreditkartennummer", "", "", "account.chd.pan clear"},
      {"Kartennummer", "", "", "account.chd.pan clear"},
      {"numéroDeCarte", "", "", "account.chd.pan clear"},
      {"numero_tarjeta", "", "", "account.chd.pan clear"},
      {"numeroDeTarjeta", "", "", "account.chd.pan clear"},
      {"numero_cartao", "", "", "account.chd.pan clear"},
      {"numeroCarta", "", "", "account.chd.pan clear"},
      {"kaartnummer", "", "", "account.chd.pan clear"},
      {"カード番号", "", "", "account.chd.pan clear"},
      {"卡号", "", "", "account.chd.pan clear"},
      {"customerCardNumbers", "", "List<String>", "account.chd.pan clear"},
      {"cardNumberString", "", "", "account.chd.pan clear"},
      {"decryptedCardNumber", "", "", "account.chd.pan clear"},
      {"cvv", "", "", "account.sad.cvv clear"},
      {"card_cvc", "", "", "account.sad.cvv clear"},
      {"cvv2", "card", "VARCHAR(4)", "account.sad.cvv clear"},
      {"cardSecurityCode", "", "", "account.sad.cvv clear"},
      {"card_verification_value", "", "", "account.sad.cvv clear"},
      {"cvc_code", "", "", "account.sad.cvv clear"},
      {"securityCode", "CardDetails", "", "account.sad.cvv clear"},
      {"cid", "credit_card", "", "account.sad.cvv clear"},
      {"csc", "PaymentCard", "", "account.sad.cvv clear"},
      {"codigoSeguranca", "Cartao", "", "account.sad.cvv clear"},
      {"cryptogrammeVisuel", "", "", "account.sad.cvv clear"},
      {"trackData", "", "", "account.sad.track clear"},
      {"track2_data", "", "", "account.sad.track clear"},
      {"track2", "CardPresentPayment", "", "account.sad.track clear"},
      {"magstripe", "", "", "account.sad.track clear"},
      {"pinBlock", "", "", "account.sad.pin clear"},
      {"encrypted_pin_block", "", "", "account.sad.pin encrypted"},
      {"pin", "DebitCard", "", "account.sad.pin clear"},
      {"cardPin", "", "", "account.sad.pin clear"},
      {"atmPin", "", "", "account.sad.pin clear"},
      {"cardholderName", "", "", "account.chd.name clear"},
      {"card_holder", "", "", "account.chd.name clear"},
      {"nameOnCard", "", "", "account.chd.name clear"},
      {"karteninhaber", "", "", "account.chd.name clear"},
      {"cardExpiry", "", "", "account.chd.expiry clear"},
      {"cc_exp_month", "", "int", "account.chd.expiry clear"},
      {"expMonth", "CreditCard", "int", "account.chd.expiry clear"},
      {"expiration_date", "credit_card", "date", "account.chd.expiry clear"},
      {"serviceCode", "MagstripeTrack", "", "account.chd.service_code clear"},
  };
  check(cases);
}

TEST_CASE("a class keeps its state as far as the name says it") {
  const Case cases[] = {
      {"encrypted_card_number", "", "", "account.chd.pan encrypted"},
      {"cardNumberEncrypted", "", "", "account.chd.pan encrypted"},
      {"card_number_enc", "", "bytea", "account.chd.pan encrypted"},
      {"card_number_hash", "", "", "account.chd.pan hashed"},
      {"panHash", "", "", "account.chd.pan hashed"},
      {"card_number_hmac", "", "", "account.chd.pan keyed-hashed"},
      {"maskedPan", "", "", "account.chd.pan truncated"},
      {"masked_card_number", "", "", "account.chd.pan truncated"},
      {"cardLast4", "", "", "account.chd.pan truncated"},
      {"card_last_four", "", "", "account.chd.pan truncated"},
      {"card_number_last4", "", "", "account.chd.pan truncated"},
      {"cardBin", "", "", "account.chd.pan truncated"},
      {"card_number", "", "char(4)", "account.chd.pan truncated"},
      {"tokenizedCardNumber", "", "", "account.token tokenized"},
      {"card_number_token", "", "", "account.chd.pan tokenized"},
      {"passwordHash", "", "", "verifier.password clear"},
      {"hashed_password", "", "", "verifier.password clear"},
      {"ssnEncrypted", "", "", "personal.national_id encrypted"},
  };
  check(cases);
}

TEST_CASE("what stands for a card is a token, never a card number") {
  const Case cases[] = {
      {"cardToken", "", "", "account.token tokenized"},
      {"payment_method_id", "", "", "account.token clear"},
      {"paymentMethodNonce", "", "", "account.token clear"},
      {"dpan", "", "", "account.token tokenized"},
      {"networkToken", "", "", "account.token tokenized"},
      {"deviceAccountNumber", "", "", "account.token clear"},
      {"storedPaymentMethodId", "", "", "account.token clear"},
      {"recurringDetailReference", "", "", "account.token clear"},
      {"applicationPrimaryAccountNumber", "", "", "account.token clear"},
  };
  check(cases);
}

TEST_CASE("card words in innocent names are innocent") {
  const Case cases[] = {
      {"number", "Carton", "", "-"},
      {"number", "GiftCard", "", "-"},
      {"number", "SimCard", "", "-"},
      {"number", "Invoice", "", "-"},
      {"number", "", "", "-"},
      {"number", "BusinessCard", "", "-"},
      {"pan", "", "", "-"},
      {"pan", "MapView", "", "-"},
      {"panZoom", "", "", "-"},
      {"pan", "CameraControls", "", "-"},
      {"company", "", "", "-"},
      {"span", "", "", "-"},
      {"panel", "", "", "-"},
      {"japan", "", "", "-"},
      {"discardNumber", "", "", "-"},
      {"dashboard_number", "", "", "-"},
      {"cardType", "", "", "-"},
      {"card_brand", "", "", "-"},
      {"card_id", "", "", "-"},
      {"card_count", "", "", "-"},
      {"cards", "", "", "-"},
      {"card", "", "", "-"},
      {"cardNumberLength", "", "", "-"},
      {"cardNumberValid", "", "", "-"},
      {"isCardNumberValid", "", "boolean", "-"},
      {"cardNumberPattern", "", "", "-"},
      {"cardNumberLabel", "", "", "-"},
      {"cardNumberField", "", "", "-"},
      {"cardNumber", "", "boolean", "-"},
      {"cardNumber", "", "CardNumberValidator", "-"},
      {"validateCardNumber", "", "", "-"},
      {"numberOfCards", "", "", "-"},
      {"gift_card_number", "", "", "-"},
      {"cvv_result", "", "", "-"},
      {"cvvResultCode", "", "", "-"},
      {"cvc_check", "", "", "-"},
      {"cvvRequired", "", "", "-"},
      {"hasCvv", "", "", "-"},
      {"cvv", "", "bool", "-"},
      {"cvvProvided", "", "", "-"},
      {"cid", "", "", "-"},
      {"cid", "Ipfs", "", "-"},
      {"cid", "Container", "", "-"},
      {"csc", "ServiceCentre", "", "-"},
      {"securityCode", "Otp", "", "-"},
      {"security_code", "", "", "-"},
      {"cve", "", "", "-"},
      {"pin", "", "", "-"},
      {"pin", "Gpio", "", "-"},
      {"gpioPin", "", "", "-"},
      {"pinned", "", "", "-"},
      {"pinnedVersion", "", "", "-"},
      {"pincode", "Address", "", "-"},
      {"pin_code", "address", "", "-"},
      {"pinCount", "", "", "-"},
      {"spinner", "", "", "-"},
      {"track", "", "", "-"},
      {"track", "Audio", "", "-"},
      {"track1", "Album", "", "-"},
      {"audioTrack1", "", "", "-"},
      {"trackingNumber", "", "", "-"},
      {"tracking_id", "shipment", "", "-"},
      {"account", "", "", "-"},
      {"account", "Card", "", "-"},
      {"accountId", "", "", "-"},
      {"account_number", "", "", "-"},
      {"expiry", "Session", "", "-"},
      {"expiresAt", "", "", "-"},
      {"exp", "Jwt", "", "-"},
      {"expiration_date", "coupon", "", "-"},
      {"serviceCode", "Shipping", "", "-"},
      {"placeholder", "", "", "-"},
      {"tokenizationId", "", "", "-"},
      {"holder", "ViewHolder", "", "-"},
      {"discover", "", "", "-"},
      {"card_bin_lookup_service", "", "", "-"},
  };
  check(cases);
}

TEST_CASE("credentials are recognised, settings about them are not") {
  const Case cases[] = {
      {"password", "", "", "credential.password clear"},
      {"userPassword", "", "", "credential.password clear"},
      {"DB_PASSWORD", "", "", "credential.password clear"},
      {"newPassword", "", "", "credential.password clear"},
      {"passphrase", "", "", "credential.password clear"},
      {"pwd", "LoginForm", "", "credential.password clear"},
      {"contraseña", "", "", "credential.password clear"},
      {"clientSecret", "", "", "credential.secret clear"},
      {"webhook_secret", "", "", "credential.secret clear"},
      {"secret", "ApiClient", "", "credential.secret clear"},
      {"apiKey", "", "", "credential.key clear"},
      {"STRIPE_API_KEY", "", "", "credential.key clear"},
      {"privateKey", "", "", "credential.key clear"},
      {"aws_secret_access_key", "", "", "credential.key clear"},
      {"accessToken", "", "", "credential.token clear"},
      {"refresh_token", "", "", "credential.token clear"},
      {"token", "AuthResponse", "", "credential.token clear"},
      {"password_policy", "", "", "-"},
      {"passwordLength", "", "", "-"},
      {"password", "", "PasswordPolicy", "-"},
      {"passwordEncoder", "", "", "-"},
      {"passwordResetUrl", "", "", "-"},
      {"forgotPassword", "", "", "-"},
      {"hasPassword", "", "", "-"},
      {"password_changed_at", "", "", "-"},
      {"token_count", "", "", "-"},
      {"token", "", "", "-"},
      {"token", "Lexer", "", "-"},
      {"tokenType", "", "", "-"},
      {"csrfToken", "", "", "-"},
      {"secret_name", "", "", "-"},
      {"secretRef", "", "", "-"},
      {"secret", "", "", "-"},
      {"secret", "KubernetesSecret", "", "-"},
      {"api_key_env", "", "", "-"},
      {"apiKeyHeader", "", "", "-"},
      {"key_id", "", "", "-"},
      {"access_key_id", "", "", "-"},
      {"public_key", "", "", "-"},
      {"publishableKey", "", "", "-"},
      {"key", "", "", "-"},
      {"bypass", "", "", "-"},
      {"compass", "", "", "-"},
      {"pass", "", "", "-"},
      {"boardingPass", "", "", "-"},
      {"passRate", "", "", "-"},
      {"pwd", "", "", "-"},
  };
  check(cases);
}

TEST_CASE("personal and KYC data are recognised, machines and templates are not") {
  const Case cases[] = {
      {"firstName", "", "", "personal.name clear"},
      {"surname", "", "", "personal.name clear"},
      {"nachname", "", "", "personal.name clear"},
      {"email", "", "", "personal.email clear"},
      {"email_address", "", "", "personal.email clear"},
      {"customerEmail", "", "", "personal.email clear"},
      {"e_mail", "", "", "personal.email clear"},
      {"phoneNumber", "", "", "personal.phone clear"},
      {"msisdn", "", "", "personal.phone clear"},
      {"billing_address", "", "", "personal.address clear"},
      {"street", "CustomerAddress", "", "personal.address clear"},
      {"address", "Customer", "", "personal.address clear"},
      {"dob", "", "", "personal.birth_date clear"},
      {"date_of_birth", "", "date", "personal.birth_date clear"},
      {"geburtsdatum", "", "", "personal.birth_date clear"},
      {"ssn", "", "", "personal.national_id clear"},
      {"passport_number", "", "", "personal.national_id clear"},
      {"codiceFiscale", "", "", "personal.national_id clear"},
      {"clientIp", "", "", "personal.ip clear"},
      {"ip", "LoginAttempt", "", "personal.ip clear"},
      {"iban", "", "", "account.iban clear"},
      {"accountNumber", "BankDetails", "", "account.iban clear"},
      {"bank_account_number", "", "", "account.iban clear"},
      {"passportScan", "", "", "kyc.document clear"},
      {"proof_of_address", "", "", "kyc.document clear"},
      {"faceTemplate", "", "", "kyc.biometric clear"},
      {"selfie", "", "", "kyc.biometric clear"},
      {"isPep", "", "boolean", "kyc.pep clear"},
      {"pepStatus", "", "", "kyc.pep clear"},
      {"sanctionsHits", "", "", "kyc.screening clear"},
      {"customerRiskScore", "", "", "kyc.risk clear"},
      {"riskLevel", "KycProfile", "", "kyc.risk clear"},
      {"beneficialOwner", "", "", "kyc.beneficial_owner clear"},
      {"amlCase", "", "", "aml.case clear"},
      {"suspiciousActivityReport", "", "", "aml.report clear"},
      {"paymentAmount", "", "", "payment.amount clear"},
      {"amount", "Refund", "", "payment.amount clear"},
      {"currency", "", "", "payment.currency clear"},
      {"payee", "", "", "payment.payee clear"},
      {"creditorAccount", "", "", "payment.payee clear"},
      {"otp", "", "", "payment.authentication_code clear"},
      {"ownershipPercentage", "", "", "ownership.share clear"},
      {"percentage", "BeneficialOwner", "", "ownership.share clear"},
      {"email_sent", "", "", "-"},
      {"emailTemplate", "", "", "-"},
      {"emailService", "", "", "-"},
      {"supportEmail", "", "", "-"},
      {"isEmailVerified", "", "", "-"},
      {"name", "", "", "-"},
      {"name_length", "", "", "-"},
      {"name", "Product", "", "-"},
      {"filename", "", "", "-"},
      {"username", "", "", "-"},
      {"service_address", "", "", "-"},
      {"address", "", "", "-"},
      {"address", "Server", "", "-"},
      {"macAddress", "", "", "-"},
      {"ip", "", "", "-"},
      {"ip", "Pod", "", "-"},
      {"ipAddress", "LoadBalancer", "", "-"},
      {"zip", "", "", "-"},
      {"zipFile", "", "", "-"},
      {"city", "Warehouse", "", "-"},
      {"latitude", "Store", "", "-"},
      {"headphone", "", "", "-"},
      {"phoneType", "", "", "-"},
      {"fingerprint", "Certificate", "", "-"},
      {"amount", "", "", "-"},
      {"balance", "LoadBalancer", "", "-"},
      {"risk", "", "", "-"},
      {"riskLevel", "Vulnerability", "", "-"},
      {"otpLength", "", "", "-"},
      {"pep8", "", "", "-"},
      {"percentage", "Progress", "", "-"},
      {"str", "", "", "-"},
      {"sar", "", "", "-"},
      {"documentType", "", "", "-"},
  };
  check(cases);
}

TEST_CASE("siblings confirm what the entity's name leaves open") {
  const std::string_view card[] = {"number", "expMonth", "expYear", "brand"};
  const std::string_view invoice[] = {"number", "cardBrand", "amount"};
  CHECK(shipped_classifier().classify("number", {.entity = "Source", .siblings = card})->data_class ==
        "account.chd.pan");
  CHECK_FALSE(shipped_classifier().classify("number", {.entity = "Invoice", .siblings = invoice}));
}

TEST_CASE("a store's name says what it holds") {
  CHECK(shipped_classifier().classes_of_store("acme-kyc-documents-prod") ==
        std::vector<std::string_view>{"kyc.document"});
  CHECK(shipped_classifier().classes_of_store("card-vault") ==
        std::vector<std::string_view>{"account.chd.pan"});
  CHECK(shipped_classifier().classes_of_store("static-assets").empty());
}

TEST_CASE("a number is the number of what its name says, whatever class it stands in") {
  const Case cases[] = {
      {"numberOfAttempts", "Card3dsService", "int", "-"},
      {"number_of_retries", "CardService", "", "-"},
      {"attemptNumber", "CardService", "", "-"},
      {"attempt_number", "CardService", "int", "-"},
      {"pageNumber", "CardList", "", "-"},
      {"terminalNumber", "CardPayment", "String", "-"},
      {"traceNumber", "CardPayment", "String", "-"},
      {"stepNumber", "CardForm", "", "-"},
      {"issuerNumber", "CardPayment", "String", "-"},
      {"number", "CardService", "int", "-"},
      {"number", "CardForm", "string", "account.chd.pan clear"},
      {"number", "CreditCard", "long", "account.chd.pan clear"},
      {"rawNumber", "CreditCard", "String", "account.chd.pan clear"},
      {"encryptedNumber", "CreditCard", "String", "account.chd.pan encrypted"},
      {"merchantAccountNumber", "CardPayment", "String", "-"},
      {"cardNumberOfCustomer", "", "", "account.chd.pan clear"},
  };
  check(cases);
}

TEST_CASE("an account number in a card's class is in doubt unless something settles it") {
  const Case cases[] = {
      {"accountNumber", "CardPayment", "String", "account.chd.pan clear?"},
      {"accountNumber",
       "CardOperation",
       "String",
       "account.chd.pan clear?",
       {"bin", "expiryDate", "newPin", "last4"}},
      {"accountNumber", "Card", "String", "account.chd.pan clear", {"expirationMonth", "cvNumber"}},
      {"accountNumber", "Card", "String", "-", {"cardNumber", "cvv"}},
      {"accountNumber", "Card", "String", "account.chd.pan clear?", {"maskedPan"}},
      {"accountNumber", "IssuedCard", "String", "-", {"pan", "expiryDate"}},
      {"cardAccountNumber", "Order", "String", "account.chd.pan clear"},
      {"primaryAccountNumber", "Card", "String", "account.chd.pan clear"},
      {"number", "Card", "String", "account.chd.pan clear", {"accountNumber"}},
  };
  check(cases);
}

TEST_CASE("names and types tell what is left of a number") {
  const Case cases[] = {
      {"cardNumberFirstDigits", "", "", "account.chd.pan truncated"},
      {"lastDigitsCardNumber", "", "", "account.chd.pan truncated"},
      {"cardNumber", "", "MaskedCardNumber", "account.chd.pan truncated"},
      {"cardNumber", "", "CardNumber", "account.chd.pan clear"},
      {"encryptedSecurityCode", "Card", "", "account.sad.cvv encrypted"},
      {"cvvResult", "", "", "-"},
      {"cvvCheck", "", "", "-"},
  };
  check(cases);
}

TEST_CASE("the number of a card that nobody pays with is no card number") {
  const Case cases[] = {
      {"cardNumber", "LoyaltyCardData", "String", "-"},
      {"cardNumber", "GiftCardController", "", "-"},
      {"card_number", "membership_cards", "varchar(20)", "-"},
      {"card_no", "fuel_cards", "", "-"},
      {"number", "TransitCard", "String", "-"},
      {"loyaltyCardNumber", "Order", "", "-"},
      {"fleetCardNo", "Trip", "", "-"},
      {"simCardNumber", "Subscriber", "", "-"},
      {"healthInsuranceCardNumber", "Patient", "", "-"},
      {"cardNumber", "LoyaltyCard", "", "-", {"cardNumber", "expiryDate", "points"}},
      {"aadhaar_card_number", "users", "String(12)", "personal.national_id clear"},
      {"aadhar_card_no", "kyc", "", "personal.national_id clear"},
      {"voterCardNo", "Voter", "", "personal.national_id clear"},
      {"numero_tarjeta", "TarjetaRegalo", "", "-"},
      {"Kartennummer", "Kundenkarte", "", "-"},
  };
  check(cases);
}

TEST_CASE("where both kinds of card are spoken of, of which it is stays open") {
  const Case cases[] = {
      {"cardNumber", "LoyaltyPaymentRequest", "", "account.chd.pan clear?"},
      {"cardNumber", "GiftCard", "", "account.chd.pan clear?", {"cardNumber", "cvv"}},
      {"cardNumber", "RewardAccount", "", "account.chd.pan clear?"},
      {"cardNumber", "Customer", "", "account.chd.pan clear?", {"name", "cardNumber", "loyaltyPoints"}},
  };
  check(cases);
}

TEST_CASE("a card to pay with keeps its number") {
  const Case cases[] = {
      {"cardNumber", "Customer", "", "account.chd.pan clear"},
      {"cardNumber", "Customer", "", "account.chd.pan clear", {"cardNumber", "expiryDate", "loyaltyPoints"}},
      {"cardNumber", "CreditCardRewards", "", "account.chd.pan clear"},
      {"creditCardNumber", "LoyaltyAccount", "", "account.chd.pan clear"},
      {"cardNumber", "PointOfSaleRequest", "", "account.chd.pan clear"},
      {"cardNumber", "PaymentMethod", "", "account.chd.pan clear", {"giftCardNumber", "cardNumber", "cvc"}},
  };
  check(cases);
  const auto by = [](std::string_view around) {
    const auto found = shipped_classifier().classify("cardNumber", {.entity = "Cards", .around = around});
    return found && found->doubt.empty();
  };
  CHECK(by("findById Cards save"));
  CHECK(by("com.bank.access.card"));
  CHECK_FALSE(by("redeemGiftCard"));
  const Classifier among = shipped_classifier().among_cards_of("LoyaltyCardData");
  CHECK(!among.classify("cardNumber", {.entity = "Order"})->doubt.empty());
  CHECK(among.classify("cardNumber", {.entity = "PaymentRequest"})->doubt.empty());
  CHECK(among.classify("creditCardNumber", {.entity = "Order"})->doubt.empty());
}

TEST_CASE("what is about a thing, by the last word or the first, is not the thing") {
  const Case cases[] = {
      {"getEmailByUserIDErr", "", "error", "-"},
      {"emailByUserID", "", "", "personal.email clear"},
      {"passwordForUserError", "", "", "-"},
      {"emailError", "", "", "-"},
      {"emailErr", "", "", "-"},
      {"phoneException", "", "", "-"},
      {"emailSent", "", "", "-"},
      {"phoneVerified", "", "", "-"},
      {"emailTemplate", "", "", "-"},
      {"emailCount", "", "", "-"},
      {"isEmailTaken", "", "", "-"},
      {"passwordChangedAt", "", "", "-"},
      {"phoneExists", "", "", "-"},
      {"cardNumberFromRequestValid", "", "", "-"},
      {"panFromRequest", "card", "", "account.chd.pan clear"},
  };
  check(cases);
}
