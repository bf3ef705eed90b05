#ifndef WEIR_COPENSSL_SHIM_H
#define WEIR_COPENSSL_SHIM_H

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <string.h>

// Swift imports neither function-like macros nor variadic functions. Each function here is one of those and nothing
// more.

static const uint64_t weir_ssl_op_no_renegotiation = SSL_OP_NO_RENEGOTIATION;
static const uint64_t weir_ssl_op_no_compression = SSL_OP_NO_COMPRESSION;
static const uint64_t weir_ssl_op_cipher_server_preference = SSL_OP_CIPHER_SERVER_PREFERENCE;
static const uint64_t weir_ssl_op_prioritize_chacha = SSL_OP_PRIORITIZE_CHACHA;

static inline void weir_bio_set_retry_read(BIO *bio) { BIO_set_retry_read(bio); }

static inline void weir_bio_clear_retry_flags(BIO *bio) { BIO_clear_retry_flags(bio); }

static inline void weir_bio_set_mem_eof_return(BIO *bio, int value) { BIO_set_mem_eof_return(bio, value); }

static inline long weir_bio_get_mem_data(BIO *bio, char **data) { return BIO_get_mem_data(bio, data); }

static inline int weir_ssl_ctx_set_min_proto_version(SSL_CTX *ctx, int version) {
    return (int)SSL_CTX_set_min_proto_version(ctx, version);
}

static inline int weir_ssl_ctx_set_max_proto_version(SSL_CTX *ctx, int version) {
    return (int)SSL_CTX_set_max_proto_version(ctx, version);
}

static inline void weir_ssl_ctx_set_mode(SSL_CTX *ctx, long mode) { SSL_CTX_set_mode(ctx, mode); }

static inline void weir_ssl_ctx_set_session_cache_mode(SSL_CTX *ctx, long mode) {
    SSL_CTX_set_session_cache_mode(ctx, mode);
}

static inline int weir_ssl_ctx_set1_groups_list(SSL_CTX *ctx, const char *list) {
    return (int)SSL_CTX_set1_groups_list(ctx, (char *)list);
}

static inline void weir_ssl_ctx_set_tlsext_servername_callback(SSL_CTX *ctx, int (*callback)(SSL *, int *, void *)) {
    SSL_CTX_set_tlsext_servername_callback(ctx, callback);
}

static inline int weir_ssl_ctx_add1_chain_cert(SSL_CTX *ctx, X509 *certificate) {
    return (int)SSL_CTX_add1_chain_cert(ctx, certificate);
}

static inline int weir_ssl_set_tlsext_host_name(SSL *ssl, const char *name) {
    return (int)SSL_set_tlsext_host_name(ssl, (char *)name);
}

static inline EVP_PKEY *weir_evp_ec_gen_p256(void) { return EVP_EC_gen("P-256"); }

static inline EVP_PKEY *weir_evp_rsa_gen(unsigned int bits) { return EVP_RSA_gen(bits); }

// An OSSL_PARAM borrows its strings: Swift's would be gone before they are read.
static inline int weir_mac_set_hmac_sha256_key(EVP_MAC_CTX *context, const unsigned char *key, size_t length) {
    OSSL_PARAM params[3];
    params[0] = OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, (void *)key, length);
    params[1] = OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)"SHA256", 0);
    params[2] = OSSL_PARAM_construct_end();
    return EVP_MAC_CTX_set_params(context, params);
}

static inline int weir_general_names_count(const GENERAL_NAMES *names) { return sk_GENERAL_NAME_num(names); }

// The string of a DNS name or an address; NULL for names of any other kind.
static inline const ASN1_STRING *weir_general_name_string(const GENERAL_NAMES *names, int index, int *type) {
    const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, index);
    if (name == NULL || (name->type != GEN_DNS && name->type != GEN_IPADD)) return NULL;
    *type = name->type;
    return name->d.ia5;
}

static inline void weir_x509v3_set_ctx_nodb(X509V3_CTX *context) { X509V3_set_ctx_nodb(context); }

// In the order and with the escapes of RFC 2253, but with UTF-8 left readable.
static inline int weir_x509_name_print(BIO *bio, const X509_NAME *name) {
    return X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
}

#endif
