KERNEL(1, 1) gemm_direct_add_1e701a2e85(GLOBAL const f32* left, const i64 left_offset, GLOBAL const f32* right, const i64 right_offset, GLOBAL const f32* extra0, const i64 extra0_offset, GLOBAL f32* out0, const i64 out0_offset)
{
    left += left_offset;
    right += right_offset;
    extra0 += extra0_offset;
    out0 += out0_offset;
    const i32 tile = GROUP_ID;
    const i32 column_tile = tile % 7;
    const i32 row_tile = tile / 7 % 3;
    const i32 row = row_tile * 2 < 3 ? row_tile * 2 : 3;
    const i32 column = column_tile;
    const i32 left_begin = row * 6;
    const i32 right_begin = column * 6;
    float4 sum0_0 = 0;
    float4 sum1_0 = 0;
    for (i32 term = 0; term < 1; ++term) {
        const i32 left_at = left_begin + term * 4;
        const i32 right_at = right_begin + term * 4;
        const float4 y0 = vload4(0, right + right_at);
        const float4 x0 = vload4(0, left + left_at);
        sum0_0 = FMA(x0, y0, sum0_0);
        const float4 x1 = vload4(0, left + left_at + 6);
        sum1_0 = FMA(x1, y0, sum1_0);
    }
    const int4 is_new = (int4) (0, 0, -1, -1);
    {
        const i32 left_at = left_begin + 2;
        const i32 right_at = right_begin + 2;
        const float4 y0 = select((float4) (0), vload4(0, right + right_at), is_new);
        const float4 x0 = select((float4) (0), vload4(0, left + left_at), is_new);
        sum0_0 = FMA(x0, y0, sum0_0);
        const float4 x1 = select((float4) (0), vload4(0, left + left_at + 6), is_new);
        sum1_0 = FMA(x1, y0, sum1_0);
    }
    f32 product[2];
    const float2 sum0_0_of2 = sum0_0.lo + sum0_0.hi;
    product[0] = sum0_0_of2.lo + sum0_0_of2.hi;
    const float2 sum1_0_of2 = sum1_0.lo + sum1_0.hi;
    product[1] = sum1_0_of2.lo + sum1_0_of2.hi;
    for (i32 i = (i32) (row_tile * 2 - row); i < 2; ++i) {
        const i32 at_row = row + i;
        f32 results[1];
        for (i32 j = 0; j < 1; ++j) {
            const i32 at_column = column + j;
            const f32 t0 = product[i + j];
            const f32 t1 = extra0[at_column];
            const f32 t2 = t0 + t1;
            results[j] = t2;
        }
        for (i32 j = 0; j < 1; ++j) {
            const i32 at_column = column + j;
            out0[at_row * 7 + at_column] = results[j];
        }
    }
}
