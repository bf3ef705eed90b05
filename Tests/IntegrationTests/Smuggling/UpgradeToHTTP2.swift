import Testing

/// `Upgrade: h2c`, by which a server is made to speak HTTP/2 through a proxy that has stopped to look: never
/// passed on (RFC 9113 §3.1).
@Suite struct UpgradeToHTTP2 {
    @Test func isNotPassedOn() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt(
                "with its settings",
                SmugglingAttempt.post(
                    "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA",
                    body: "\(smuggled)"),
                .passes([.init(target: "/carrier"), .init(target: "/smuggled")])),
            SmugglingAttempt(
                "without the settings",
                SmugglingAttempt.post("Connection: Upgrade", "Upgrade: h2c", body: "\(smuggled)"),
                .passes([.init(target: "/carrier"), .init(target: "/smuggled")])),
            SmugglingAttempt(
                "without the option",
                SmugglingAttempt.post("Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA", body: "\(smuggled)"),
                .passes([.init(target: "/carrier"), .init(target: "/smuggled")])),
            SmugglingAttempt(
                "in capitals", SmugglingAttempt.post("Connection: UPGRADE", "Upgrade: H2C", body: "\(smuggled)"),
                .passes([.init(target: "/carrier"), .init(target: "/smuggled")])),
            SmugglingAttempt(
                "TLS", SmugglingAttempt.post("Connection: Upgrade", "Upgrade: TLS/1.2", body: "\(smuggled)"),
                .passes([.init(target: "/carrier"), .init(target: "/smuggled")])))
    }
}
