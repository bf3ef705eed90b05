import Glibc

/// A name that a certificate can be for.
enum HostName: Equatable {
    /// In lower case; the first label may be `*`.
    case dns(String)
    /// As it was written.
    case address(String)

    /// Nil: neither a DNS name (RFC 1123 §2.1; underscores are let through) nor an IPv4 or IPv6 address.
    init?(_ text: String) {
        if Self.isAddress(text) {
            self = .address(text)
            return
        }
        let lowered = text.lowercased()
        var labels = lowered.split(separator: ".", omittingEmptySubsequences: false)
        if labels.count > 2, labels.first == "*" { labels.removeFirst() }
        guard lowered.utf8.count <= 253, labels.allSatisfy(Self.isLabel) else { return nil }
        self = .dns(lowered)
    }

    /// As OpenSSL's extension syntax has it.
    var alternativeName: String {
        switch self {
        case .dns(let name): "DNS:\(name)"
        case .address(let address): "IP:\(address)"
        }
    }

    /// Without its kind.
    var text: String {
        switch self {
        case .dns(let name): name
        case .address(let address): address
        }
    }

    private static func isLabel(_ label: Substring) -> Bool {
        (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
            && label.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
                    UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    private static func isAddress(_ text: String) -> Bool {
        var room = in6_addr()
        return unsafe inet_pton(AF_INET, text, &room) == 1 || inet_pton(AF_INET6, text, &room) == 1
    }
}
