/// What can be fuzzed. The raw value names the folders of its inputs.
public enum FuzzTarget: String, CaseIterable, Sendable {
    case requestHead = "request-head"
    case responseHead = "response-head"
    case chunkedBody = "chunked-body"
    case affinityCookie = "affinity-cookie"
    case configuration = "configuration"
    case tlsRecords = "tls-records"
    case exchange = "exchange"
    case proxyHeader = "proxy-header"
    case http2Session = "http2-session"
    case http2Upstream = "http2-upstream"

    /// Takes any bytes. Same bytes, same course, but for OpenSSL's random numbers.
    public func run(_ bytes: [UInt8]) throws(Violation) {
        switch self {
        case .requestHead: try RequestHeadFuzz.run(bytes)
        case .responseHead: try ResponseHeadFuzz.run(bytes)
        case .chunkedBody: try ChunkedBodyFuzz.run(bytes)
        case .affinityCookie: try AffinityCookieFuzz.run(bytes)
        case .configuration: try ConfigurationFuzz.run(bytes)
        case .tlsRecords: try TLSRecordFuzz.run(bytes)
        case .exchange: try ExchangeFuzz.run(bytes)
        case .proxyHeader: try ProxyHeaderFuzz.run(bytes)
        case .http2Session: try VersionsFuzz.run(bytes, .http2FromClients)
        case .http2Upstream: try VersionsFuzz.run(bytes, .http2ToServers)
        }
    }
}
