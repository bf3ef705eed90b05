import Testing

@testable import WeirHTTP

@Suite struct HTTP2StreamNumbersTests {
    @Test func streamsInTurnPassNothingOver() {
        var numbers = HTTP2StreamNumbers()
        for id: Int32 in [1, 3, 5] { numbers.opened(id) }
        for id: Int32 in 0...9 { #expect(!numbers.passedOver(id)) }
    }

    @Test func gapsAreRemembered() {
        var numbers = HTTP2StreamNumbers()
        for id: Int32 in [5, 7, 15, .max] { numbers.opened(id) }
        for id: Int32 in [1, 3, 9, 13, 17, .max - 2] { #expect(numbers.passedOver(id)) }
        for id: Int32 in [5, 7, 15, .max] { #expect(!numbers.passedOver(id)) }
    }

    @Test func theyAreBounded() {
        var numbers = HTTP2StreamNumbers()
        for id in stride(from: Int32(3), to: 4003, by: 4) { numbers.opened(id) }
        #expect(numbers.passedOver(3997))
        #expect(!numbers.passedOver(1))
    }
}
