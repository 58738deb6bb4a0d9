//@ I32_MIN
#define I32_MIN (-2147483647 - 1)

//@ I64_MIN
#define I64_MIN (-I64(9223372036854775807) - 1)

//@ maximum_f32
FUNCTION f32 maximum_f32(const f32 x, const f32 y)
{
    return x > y || x != x ? x : y;
}

//@ minimum_f32
FUNCTION f32 minimum_f32(const f32 x, const f32 y)
{
    return x < y || x != x ? x : y;
}

//@ maximum_f64
FUNCTION f64 maximum_f64(const f64 x, const f64 y)
{
    return x > y || x != x ? x : y;
}

//@ minimum_f64
FUNCTION f64 minimum_f64(const f64 x, const f64 y)
{
    return x < y || x != x ? x : y;
}

//@ tanh_f32
/* Where it is one, a unit in the last place less would make its derivative a ten-millionth instead of zero. */
FUNCTION f32 tanh_f32(const f32 x)
{
    return x > 9.02f ? 1.0f : x < -9.02f ? -1.0f : tanh(x);
}

//@ tanh_f64
FUNCTION f64 tanh_f64(const f64 x)
{
    return x > 19.07 ? 1.0 : x < -19.07 ? -1.0 : tanh(x);
}

//@ to_i64_f32
FUNCTION i64 to_i64_f32(const f32 x)
{
    if (x >= 9223372036854775808.0f) {
        return I64(9223372036854775807);
    }
    if (x < -9223372036854775808.0f) {
        return I64_MIN;
    }
    return x != x ? 0 : (i64) x;
}

//@ to_i64_f64
FUNCTION i64 to_i64_f64(const f64 x)
{
    if (x >= 9223372036854775808.0) {
        return I64(9223372036854775807);
    }
    if (x < -9223372036854775808.0) {
        return I64_MIN;
    }
    return x != x ? 0 : (i64) x;
}

//@ bfloat16_to_float32
FUNCTION f32 bfloat16_to_float32(const u16 half_bits)
{
    return F32_OF_BITS((u32) half_bits << 16);
}

//@ float32_to_bfloat16
/* To nearest, of two as near to the even one; a NaN stays one. */
FUNCTION u16 float32_to_bfloat16(const f32 x)
{
    const u32 bits = BITS_OF_F32(x);
    return (bits & 0x7FFFFFFFu) > 0x7F800000u ? (u16) (bits >> 16 | 0x40u)
            : (u16) ((bits + 0x7FFFu + (bits >> 16 & 1u)) >> 16);
}

//@ float16_to_float32
FUNCTION f32 float16_to_float32(const u16 half_bits)
{
    const u32 magnitude = half_bits & 0x7FFFu;
    /* The difference of the exponents' biases is 112; infinities and NaN have the largest exponent on both sides. */
    const u32 normal = (magnitude << 13) + (magnitude < 0x7C00u ? 0x38000000u : 0x70000000u);
    const u32 subnormal = BITS_OF_F32((f32) magnitude * 5.9604644775390625e-8f);
    return F32_OF_BITS((magnitude < 0x0400u ? subnormal : normal) | (half_bits & 0x8000u) << 16);
}

//@ float32_to_float16
/* To nearest, of two as near to the even one. Added to 0.5, small numbers are rounded to multiples of 2 to the -24. */
FUNCTION u16 float32_to_float16(const f32 x)
{
    const u32 bits = BITS_OF_F32(x);
    const u32 magnitude = bits & 0x7FFFFFFFu;
    const u32 rebiased = magnitude - 0x38000000u;
    const u32 normal = (rebiased + 0x0FFFu + (rebiased >> 13 & 1u)) >> 13;
    const u32 subnormal = BITS_OF_F32(F32_OF_BITS(magnitude) + 0.5f) - 0x3F000000u;
    const u32 large = magnitude > 0x7F800000u ? 0x7E00u : 0x7C00u;
    const u32 finite = magnitude < 0x38800000u ? subnormal : normal;
    return (u16) ((magnitude < 0x47800000u ? finite : large) | (bits >> 16 & 0x8000u));
}

//@ nearest_row
FUNCTION i64 nearest_row(const i64 row, const i64 rows)
{
    return row < 0 ? 0 : row < rows ? row : rows - 1;
}

//@ philox
/* Philox 4x32-10 (Salmon et al., 2011): four words from a key and the lower half of a counter. */
FUNCTION void philox(const u64 key, const u64 counter, u32* words)
{
    u32 key0 = (u32) key;
    u32 key1 = (u32) (key >> 32);
    u32 c0 = (u32) counter;
    u32 c1 = (u32) (counter >> 32);
    u32 c2 = 0;
    u32 c3 = 0;
    for (i32 round = 0; round < 10; ++round) {
        const u64 product0 = (u64) 0xD2511F53u * c0;
        const u64 product1 = (u64) 0xCD9E8D57u * c2;
        c0 = (u32) (product1 >> 32) ^ c1 ^ key0;
        c1 = (u32) product1;
        c2 = (u32) (product0 >> 32) ^ c3 ^ key1;
        c3 = (u32) product0;
        key0 += 0x9E3779B9u;
        key1 += 0xBB67AE85u;
    }
    words[0] = c0;
    words[1] = c1;
    words[2] = c2;
    words[3] = c3;
}

//@ uniform_f32
FUNCTION f32 uniform_f32(const u32 word)
{
    return (f32) (word >> 8) * 5.9604644775390625e-8f;
}

//@ uniform_f64
FUNCTION f64 uniform_f64(const u32 high, const u32 low)
{
    return (f64) (((u64) high << 21) | (low >> 11)) * 1.1102230246251565404236316680908203125e-16;
}
