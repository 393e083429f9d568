#include "crypto/key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>

#include "base/base64.h"
#include "crypto/digest.h"
#include "crypto/key_handle.h"
#include "crypto/rfc7515_keys.h"

namespace {

using crypto::Algorithm;
using crypto::Encoding;
using crypto::KeySpec;
using crypto::PrivateKey;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

PrivateKey key_of(const std::string& pem) {
  auto key = PrivateKey::from_pem(base::Secret(pem));
  if (!key) throw std::runtime_error(key.error());
  return *key;
}

std::string key_refusal(const std::string& pem) {
  const auto key = PrivateKey::from_pem(base::Secret(pem));
  return key ? "accepted" : key.error();
}

// Back from the raw form of RFC 7518 to DER, by other means than the code under test.
bool verifies(const PrivateKey& key, const std::string& text, const std::string& raw) {
  const std::size_t half = raw.size() / 2;
  const crypto::EcSignature signature(ECDSA_SIG_new());
  ECDSA_SIG_set0(signature.get(),
                 BN_bin2bn(crypto::octets(std::string_view(raw)), int(half), nullptr),
                 BN_bin2bn(crypto::octets(std::string_view(raw)) + half, int(half), nullptr));
  const std::string der = crypto::to_der(i2d_ECDSA_SIG, signature.get());
  const crypto::DigestContext context(EVP_MD_CTX_new());
  EVP_DigestVerifyInit(context.get(), nullptr, key.handle().digest(), nullptr,
                       key.handle().pkey.get());
  return EVP_DigestVerify(context.get(), crypto::octets(std::string_view(der)), der.size(),
                          crypto::octets(std::string_view(text)), text.size()) == 1;
}

TEST(Thumbprint, IsThatOfRfc7638) {
  const std::string jwk =
      R"({"e":"AQAB","kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAA)"
      R"(tVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93)"
      R"(lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn)"
      R"(1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFC)"
      R"(ur-kEgU8awapJzKnqDKgw"})";
  EXPECT_EQ(base::base64url(crypto::sha256(jwk)), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
  const auto key = key_of(rfc7515::kRsa);
  EXPECT_THAT(key.jwk(),
              StartsWith(R"({"e":"AQAB","kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p)"));
  EXPECT_EQ(key.thumbprint(), base::base64url(crypto::sha256(key.jwk())));
}

TEST(Jwk, IsThatOfRfc7515ForEachCurve) {
  EXPECT_EQ(key_of(rfc7515::kP256).jwk(),
            R"({"crv":"P-256","kty":"EC","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
            R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})");
  EXPECT_EQ(
      key_of(rfc7515::kP521).jwk(),
      R"({"crv":"P-521","kty":"EC","x":"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EO)"
      R"(nYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk","y":"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2T)"
      R"(h-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2"})");
}

TEST(Sign, GivesTheRs256SignatureOfRfc7515) {
  const std::string text =
      "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmN"
      "vbS9pc19yb290Ijp0cnVlfQ";
  const auto key = key_of(rfc7515::kRsa);
  EXPECT_EQ(key.jws_algorithm(), "RS256");
  EXPECT_EQ(
      base::base64url(key.sign(text)),
      "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W"
      "2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkS"
      "jtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnv"
      "Wh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw");
}

TEST(Sign, PadsBothNumbersToTheSizeOfTheField) {
  // One signature in 128 has a number with a leading zero byte, which DER leaves out.
  const auto key = key_of(rfc7515::kP256);
  for (int i = 0; i < 1000; ++i) {
    const std::string text = std::to_string(i);
    const std::string signature = key.sign(text);
    ASSERT_EQ(signature.size(), 64U);
    ASSERT_TRUE(verifies(key, text, signature));
  }
  EXPECT_EQ(PrivateKey::generate({Algorithm::kEcdsa, 384}).sign("x").size(), 96U);
  EXPECT_EQ(key_of(rfc7515::kP521).sign("x").size(), 132U);
}

TEST(Jwk, PadsCoordinatesWithLeadingZeros) {
  for (int i = 0; i < 600; ++i) {
    const std::string jwk = PrivateKey::generate({}).jwk();
    ASSERT_EQ(jwk.size(), key_of(rfc7515::kP256).jwk().size()) << jwk;
  }
}

TEST(PrivateKey, NamesTheAlgorithmOfEachKey) {
  EXPECT_EQ(PrivateKey::generate({Algorithm::kEcdsa, 256}).jws_algorithm(), "ES256");
  EXPECT_EQ(PrivateKey::generate({Algorithm::kEcdsa, 384}).jws_algorithm(), "ES384");
  EXPECT_EQ(PrivateKey::generate({Algorithm::kEcdsa, 521}).jws_algorithm(), "ES512");
  EXPECT_EQ(PrivateKey::generate({Algorithm::kRsa, 2048}).jws_algorithm(), "RS256");
}

TEST(PrivateKey, RefusesToGenerateAnotherSize) {
  EXPECT_THROW(PrivateKey::generate({Algorithm::kRsa, 1024}), std::invalid_argument);
  EXPECT_THROW(PrivateKey::generate({Algorithm::kRsa, 16384}), std::invalid_argument);
  EXPECT_THROW(PrivateKey::generate({Algorithm::kEcdsa, 224}), std::invalid_argument);
}

TEST(PrivateKey, ComesBackFromEitherEncoding) {
  for (const KeySpec spec : {KeySpec{Algorithm::kEcdsa, 256}, KeySpec{Algorithm::kEcdsa, 384},
                             KeySpec{Algorithm::kEcdsa, 521}, KeySpec{Algorithm::kRsa, 2048}}) {
    const auto key = PrivateKey::generate(spec);
    for (const Encoding encoding : {Encoding::kPkcs8, Encoding::kPkcs1}) {
      const auto again = key_of(key.pem(encoding).reveal());
      EXPECT_EQ(again.spec(), spec);
      EXPECT_EQ(again.public_der(), key.public_der());
      EXPECT_EQ(again.pem(), key.pem());
    }
  }
}

TEST(PrivateKey, IsReadAfterOneOfAnotherKindOrNoneAtAll) {
  const std::string public_half =
      "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV76e8"
      "Tus9uPHvRVEU8UTxvezEY1t4YEXAe5u8b8wTxd4yGnAYjnnWEZpsMRA==";
  const base::Secret mislabelled("-----BEGIN PRIVATE KEY-----\n" + public_half +
                                 "\n-----END PRIVATE KEY-----\n");
  for (const KeySpec spec : {KeySpec{Algorithm::kEcdsa, 256}, KeySpec{Algorithm::kRsa, 2048},
                             KeySpec{Algorithm::kEd25519, 256}, KeySpec{Algorithm::kEcdsa, 384}}) {
    const auto key = PrivateKey::generate(spec);
    const auto again = PrivateKey::from_pem(key.pem());
    ASSERT_TRUE(again) << again.error();
    EXPECT_EQ(again->spec(), spec);
    EXPECT_EQ(again->public_der(), key.public_der());
    const auto refused = PrivateKey::from_pem(mislabelled);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error(), "the private key's DER is damaged");
  }
}

TEST(PrivateKey, HasThePublicHalfAsOpensslWritesIt) {
  for (const KeySpec spec : {KeySpec{Algorithm::kEcdsa, 256}, KeySpec{Algorithm::kEcdsa, 384},
                             KeySpec{Algorithm::kEcdsa, 521}, KeySpec{Algorithm::kRsa, 2048}}) {
    const std::string der = PrivateKey::generate(spec).public_der();
    const unsigned char* at = crypto::octets(std::string_view(der));
    const crypto::Pkey again(d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size())));
    ASSERT_TRUE(again) << spec.size;
    EXPECT_EQ(crypto::to_der(i2d_PUBKEY, again.get()), der);
  }
}

TEST(PrivateKey, IsLabelledAsItsEncodingSays) {
  const auto curve = key_of(rfc7515::kP256);
  EXPECT_THAT(curve.pem(Encoding::kPkcs8).reveal(), StartsWith("-----BEGIN PRIVATE KEY-----\n"));
  EXPECT_EQ(curve.pem(Encoding::kPkcs1).reveal(), rfc7515::kP256);
  EXPECT_EQ(key_of(rfc7515::kRsa).pem(Encoding::kPkcs1).reveal(), rfc7515::kRsa);
}

TEST(PrivateKey, PassesOverTheParametersThatOpensslWrites) {
  const std::string parameters =
      "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
  EXPECT_EQ(key_of(parameters + rfc7515::kP256).spec(), (KeySpec{Algorithm::kEcdsa, 256}));
  EXPECT_EQ(key_refusal(parameters), "no PEM block");
}

std::string encrypted(const PrivateKey& key) {
  const auto bio = crypto::memory_bio();
  char password[] = "secret";
  PEM_write_bio_PKCS8PrivateKey(bio.get(), key.handle().pkey.get(), EVP_aes_128_cbc(), password, 6,
                                nullptr, nullptr);
  return crypto::contents(*bio);
}

TEST(PrivateKey, WithBytesBehindItIsDamaged) {
  const auto key = PrivateKey::generate({});
  const auto pem = [](const std::string& name, const std::string& der) {
    return "-----BEGIN " + name + "-----\n" + base::base64(der) + "\n-----END " + name + "-----\n";
  };
  const std::string pkcs8 = key.der(crypto::Encoding::kPkcs8).reveal();
  const std::string pkcs1 = key.der(crypto::Encoding::kPkcs1).reveal();
  EXPECT_EQ(key_of(pem("PRIVATE KEY", pkcs8)).public_der(), key.public_der());
  EXPECT_EQ(key_of(pem("EC PRIVATE KEY", pkcs1)).public_der(), key.public_der());
  EXPECT_EQ(key_refusal(pem("PRIVATE KEY", pkcs8 + "x")), "the private key's DER is damaged");
  EXPECT_EQ(key_refusal(pem("EC PRIVATE KEY", pkcs1 + "x")), "the private key's DER is damaged");
}

TEST(PrivateKey, SaysWhatIsWrongWithAPem) {
  const std::string good = rfc7515::kP256;
  EXPECT_EQ(key_refusal(""), "no PEM block");
  EXPECT_EQ(key_refusal("hunter2"), "no PEM block");
  EXPECT_EQ(key_refusal(good.substr(0, 120)), "the PEM block is damaged");
  EXPECT_EQ(key_refusal(encrypted(key_of(good))), "the private key is encrypted");
  EXPECT_EQ(key_refusal("-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: "
                        "AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\nAAAA\n-----END EC PRIVATE "
                        "KEY-----\n"),
            "the private key is encrypted");
  EXPECT_EQ(key_refusal("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
            "a certificate, not a private key");
  EXPECT_EQ(key_refusal("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"),
            "not a private key");
  EXPECT_EQ(key_refusal("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"),
            "the private key's DER is damaged");
}

std::string pem_of(crypto::Pkey pkey) {
  const auto bio = crypto::memory_bio();
  PEM_write_bio_PKCS8PrivateKey(bio.get(), pkey.get(), nullptr, nullptr, 0, nullptr, nullptr);
  return crypto::contents(*bio);
}

TEST(PrivateKey, RefusesKeysThatNoCaTakes) {
  EXPECT_EQ(key_refusal(pem_of(crypto::Pkey(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED448")))),
            "a key that is neither RSA, ECDSA nor Ed25519");
  EXPECT_EQ(key_refusal(pem_of(crypto::Pkey(EVP_EC_gen("secp256k1")))),
            "a curve other than P-256, P-384 and P-521");
  EXPECT_EQ(key_refusal(pem_of(crypto::Pkey(EVP_RSA_gen(1024)))),
            "an RSA key of 1024 bits, allowed are 2048 to 8192");
  crypto::Pkey unnamed(EVP_EC_gen("P-256"));
  ASSERT_GT(EVP_PKEY_set_utf8_string_param(unnamed.get(), "encoding", "explicit"), 0);
  EXPECT_EQ(key_refusal(pem_of(std::move(unnamed))),
            "a curve that is told by its parameters, not by name");
}

TEST(PrivateKey, RefusesHalvesThatDoNotMatch) {
  // The last line of the body ends with the public point; another private half comes first.
  std::string der = *base::from_base64(
      "MHcCAQEEII6bEJ5xkJi/mASH3x9dd+nLKWBuvtImO19XwhPfhPSyoAoGCCqGSM49AwEHoUQDQgAEf83OJ3D2xF1Bg8vu"
      "b9tLe1gHMzV76e8Tus9uPHvRVEXH8UTNG72bfocs3+257rn0s2ldbqkLJK2KRiMohYjlrQ==");
  der[20] = static_cast<char>(der[20] ^ 1);
  EXPECT_EQ(key_refusal("-----BEGIN EC PRIVATE KEY-----\n" + base::base64(der) +
                        "\n-----END EC PRIVATE KEY-----\n"),
            "the private and the public half do not match");
}

TEST(PrivateKey, NeverRepeatsTheTextThatItRefuses) {
  const std::string good = rfc7515::kP256;
  for (std::size_t size = 0; size < good.size() - 1; size += 7) {
    const std::string error = key_refusal(good.substr(0, size) + "hunter2");
    EXPECT_THAT(error, Not(HasSubstr("hunter2")));
    EXPECT_THAT(error, Not(HasSubstr("MHcC")));
  }
}

TEST(Digest, HmacIsThatOfRfc4231) {
  EXPECT_EQ(
      base::base64url(crypto::hmac_sha256(base::Secret("Jefe"), "what do ya want for nothing?")),
      "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM");
}

TEST(Digest, RandomBytesAreNotTheSameTwice) {
  EXPECT_EQ(crypto::random_bytes(32).size(), 32U);
  EXPECT_NE(crypto::random_bytes(32), crypto::random_bytes(32));
}

TEST(Key, OfEd25519SignsAndIsReadAgain) {
  const auto key = PrivateKey::generate({Algorithm::kEd25519, 256});
  const auto again = PrivateKey::from_pem(key.pem(crypto::Encoding::kPkcs1));
  ASSERT_TRUE(again) << again.error();
  EXPECT_EQ(again->public_der(), key.public_der());
  EXPECT_EQ(again->spec().algorithm, Algorithm::kEd25519);
  EXPECT_EQ(key.jws_algorithm(), "EdDSA");
  EXPECT_EQ(key.sign("text").size(), 64U);
  EXPECT_EQ(key.jwk().substr(0, 38),
            R"({"crv":"Ed25519","kty":"OKP","x":")" + key.jwk().substr(34, 4));
}

TEST(Key, AsDerIsWhatItsPemHolds) {
  for (const auto encoding : {crypto::Encoding::kPkcs1, crypto::Encoding::kPkcs8}) {
    const auto key = PrivateKey::generate({});
    const std::string pem = key.pem(encoding).reveal();
    std::string base64;
    for (std::size_t at = pem.find('\n') + 1; pem[at] != '-'; at = pem.find('\n', at) + 1) {
      base64 += pem.substr(at, pem.find('\n', at) - at);
    }
    EXPECT_EQ(base::from_base64(base64), key.der(encoding).reveal());
  }
}

}  // namespace
