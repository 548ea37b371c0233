(function () {
  "use strict";

  const form = document.getElementById("payment-form");
  const stripe = Stripe(form.dataset.publishableKey);
  const elements = stripe.elements();
  const card = elements.create("card", { hidePostalCode: true });
  card.mount("#card-element");

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const made = await stripe.createPaymentMethod({ type: "card", card });
    if (made.error) {
      document.getElementById("card-errors").textContent = made.error.message;
      return;
    }
    const response = await fetch("/v1/payments", {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() },
      body: JSON.stringify({
        orderId: form.dataset.order,
        paymentMethodToken: made.paymentMethod.id,
        amountMinor: Number(form.dataset.amount),
        currency: form.dataset.currency,
      }),
    });
    const payment = await response.json();
    if (payment.status === "requires_action") {
      await stripe.handleNextAction({ clientSecret: payment.clientSecret });
    }
    sessionStorage.setItem("lastOrder", form.dataset.order);
  });
})();
