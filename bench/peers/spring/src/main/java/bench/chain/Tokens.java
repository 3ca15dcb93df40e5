package bench.chain;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.text.ParseException;
import java.time.Instant;
import java.util.Base64;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/** A key, its decoder and one token for the load. Spring's own decoder knows no Ed25519; verified ones are remembered. */
final class Tokens implements JwtDecoder {
  private static final String ISSUER = "https://issuer.bench";
  private static final String AUDIENCE = "chain";

  private final KeyPair keys;
  private final Cache<String, Jwt> verified = Caffeine.newBuilder().maximumSize(1_000).build();

  Tokens() throws GeneralSecurityException {
    keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
  }

  String sign() throws GeneralSecurityException {
    long now = Instant.now().getEpochSecond();
    String claims =
        "{\"iss\":\"%s\",\"aud\":\"%s\",\"sub\":\"ada\",\"scope\":\"order\",\"iat\":%d,\"exp\":%d}";
    String signed =
        toBase64("{\"alg\":\"EdDSA\",\"typ\":\"JWT\"}")
            + "."
            + toBase64(claims.formatted(ISSUER, AUDIENCE, now, now + 3_600));
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(keys.getPrivate());
    signature.update(signed.getBytes(StandardCharsets.UTF_8));
    return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
  }

  @Override
  public Jwt decode(String token) {
    Jwt jwt = verified.getIfPresent(token);
    if (jwt == null) {
      jwt = verify(token);
      verified.put(token, jwt);
    }
    if (Instant.now().isAfter(jwt.getExpiresAt())) throw new BadJwtException("it has expired");
    return jwt;
  }

  private Jwt verify(String token) {
    try {
      SignedJWT parsed = SignedJWT.parse(token);
      if (!JWSAlgorithm.EdDSA.equals(parsed.getHeader().getAlgorithm()))
        throw new BadJwtException("it has another algorithm");
      Signature signature = Signature.getInstance("Ed25519");
      signature.initVerify(keys.getPublic());
      signature.update(parsed.getSigningInput());
      if (!signature.verify(parsed.getSignature().decode()))
        throw new BadJwtException("it is not ours");
      var claims = parsed.getJWTClaimsSet();
      if (!ISSUER.equals(claims.getIssuer())
          || !claims.getAudience().contains(AUDIENCE)
          || claims.getExpirationTime() == null) throw new BadJwtException("it is for others");
      return Jwt.withTokenValue(token)
          .headers(all -> all.putAll(parsed.getHeader().toJSONObject()))
          .claim("scope", claims.getStringClaim("scope"))
          .subject(claims.getSubject())
          .issuer(claims.getIssuer())
          .audience(claims.getAudience())
          .issuedAt(claims.getIssueTime().toInstant())
          .expiresAt(claims.getExpirationTime().toInstant())
          .build();
    } catch (ParseException | GeneralSecurityException cause) {
      throw new BadJwtException("it cannot be read", cause);
    }
  }

  private static String toBase64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
