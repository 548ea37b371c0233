package shop.kiesel.checkout.phone;

import org.springframework.data.jpa.repository.JpaRepository;

public interface PhoneOrders extends JpaRepository<PhoneOrder, Long> {}
