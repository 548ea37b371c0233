(function () {
  "use strict";

  const form = document.getElementById("phone-order");

  // Calls drop; what was typed in comes back when the page is opened again.
  form.addEventListener("input", () => {
    const cardNumber = form.elements.cardNumber.value;
    localStorage.setItem("draft.cardNumber", cardNumber);
    localStorage.setItem("draft.sku", form.elements.sku.value);
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const [month, year] = form.elements.expiry.value.split("/");
    await fetch("/v1/phone-orders", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({
        sku: form.elements.sku.value,
        quantity: 1,
        callerName: form.elements.callerName.value,
        cardNumber: form.elements.cardNumber.value,
        expiryMonth: Number(month),
        expiryYear: 2000 + Number(year),
        cvc: form.elements.cvc.value,
      }),
    });
    console.log("order entered, card ending in", form.elements.cardNumber.value.slice(-4));
    form.reset();
    localStorage.removeItem("draft.cardNumber");
  });
})();
