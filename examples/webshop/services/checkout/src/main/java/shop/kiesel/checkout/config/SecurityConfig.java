package shop.kiesel.checkout.config;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.SecurityFilterChain;

@Configuration
public class SecurityConfig {

  @Bean
  SecurityFilterChain api(HttpSecurity http) throws Exception {
    return http
        .authorizeHttpRequests(
            requests ->
                requests
                    .requestMatchers("/actuator/health", "/webhooks/stripe").permitAll()
                    .requestMatchers("/v1/orders/*/receipt").permitAll()
                    .requestMatchers("/v1/phone-orders/**", "/v1/saved-cards/**").hasAuthority("SCOPE_desk")
                    .anyRequest().authenticated())
        .csrf(csrf -> csrf.ignoringRequestMatchers("/webhooks/stripe"))
        .headers(
            headers ->
                headers.httpStrictTransportSecurity(
                    hsts -> hsts.includeSubDomains(true).maxAgeInSeconds(31_536_000)))
        .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()))
        .build();
  }

  /** For the desk's break-glass accounts; everybody else logs in at the identity provider. */
  @Bean
  PasswordEncoder passwordEncoder() {
    return new BCryptPasswordEncoder(12);
  }
}
