import type { DemoBrand } from './brand.ts';

/** An Indonesian coffee chain: whole rupiah, 5 % service charge, 10 % regional restaurant tax on top of menu prices, PPN on beans to take home. */
export const kopiSenja: DemoBrand = {
  tenant: { name: 'Kopi Senja', slug: 'kopi-senja', currency: 'IDR', country: 'ID', timeZone: 'Asia/Jakarta', locale: 'id-ID' },
  outlets: [
    {
      name: 'Kopi Senja Menteng',
      code: 'MTG',
      taxes: { preset: 'INDONESIA', region: 'Jakarta', restaurantTaxRate: 1000 },
      serviceChargeRate: 500,
      cashRoundingStep: 100,
      address: 'Jl. HOS Cokroaminoto 42, Menteng, Jakarta Pusat',
      phone: '+62 21 5550 1042',
      legalName: 'PT Kopi Senja Nusantara',
      taxId: '01.234.567.8-071.000',
      stations: [
        { code: 'BAR', name: 'Bar', isDefault: true },
        { code: 'KITCHEN', name: 'Kitchen' },
      ],
    },
    {
      name: 'Kopi Senja Dago',
      code: 'DGO',
      taxes: { preset: 'INDONESIA', region: 'Bandung', restaurantTaxRate: 1000 },
      serviceChargeRate: 500,
      cashRoundingStep: 100,
      address: 'Jl. Ir. H. Juanda 118, Dago, Bandung',
      phone: '+62 22 5550 1118',
      legalName: 'PT Kopi Senja Nusantara',
      taxId: '01.234.567.8-071.000',
      stations: [
        { code: 'BAR', name: 'Bar', isDefault: true },
        { code: 'KITCHEN', name: 'Kitchen' },
      ],
    },
  ],
  groups: {
    size: {
      name: 'Ukuran',
      selectionType: 'SINGLE',
      minSelections: 1,
      maxSelections: 1,
      options: [
        { name: 'Reguler', isDefault: true },
        { name: 'Besar', priceAdjustment: 6000 },
      ],
    },
    temperature: {
      name: 'Suhu',
      selectionType: 'SINGLE',
      minSelections: 1,
      maxSelections: 1,
      options: [
        { name: 'Panas', isDefault: true },
        { name: 'Dingin', priceAdjustment: 2000 },
      ],
    },
    milk: {
      name: 'Susu',
      selectionType: 'SINGLE',
      minSelections: 0,
      maxSelections: 1,
      options: [
        { name: 'Susu sapi', isDefault: true },
        { name: 'Susu oat', priceAdjustment: 8000 },
        { name: 'Susu kedelai', priceAdjustment: 5000 },
      ],
    },
    sweetness: {
      name: 'Tingkat manis',
      selectionType: 'SINGLE',
      minSelections: 0,
      maxSelections: 1,
      options: [{ name: 'Normal', isDefault: true }, { name: 'Kurang manis' }, { name: 'Tanpa gula' }],
    },
    extras: {
      name: 'Tambahan',
      selectionType: 'QUANTITY',
      minSelections: 0,
      maxSelections: 4,
      options: [
        { name: 'Espresso shot', priceAdjustment: 7000 },
        { name: 'Gula aren', priceAdjustment: 3000 },
        { name: 'Es krim vanila', priceAdjustment: 9000 },
      ],
    },
    spice: {
      name: 'Level pedas',
      selectionType: 'SINGLE',
      minSelections: 1,
      maxSelections: 1,
      options: [{ name: 'Tidak pedas', isDefault: true }, { name: 'Sedang' }, { name: 'Pedas' }],
    },
    sides: {
      name: 'Lauk tambahan',
      selectionType: 'MULTIPLE',
      minSelections: 0,
      maxSelections: 3,
      options: [
        { name: 'Telur mata sapi', priceAdjustment: 6000 },
        { name: 'Ayam suwir', priceAdjustment: 12000 },
        { name: 'Kerupuk', priceAdjustment: 3000 },
      ],
    },
    note: { name: 'Nama di gelas', selectionType: 'TEXT', minSelections: 0, maxSelections: 1, options: [{ name: 'Nama' }] },
  },
  categories: [
    {
      name: 'Kopi',
      description: 'Biji dari Gayo, Toraja dan Kintamani',
      stationCode: 'BAR',
      products: [
        { sku: 'ESP', name: 'Espresso', price: 22000, groups: ['note'] },
        { sku: 'AMR', name: 'Americano', price: 27000, groups: ['size', 'temperature', 'note'] },
        { sku: 'LAT', name: 'Caffè Latte', price: 35000, popular: true, groups: ['size', 'temperature', 'milk', 'extras', 'note'] },
        { sku: 'CAP', name: 'Cappuccino', price: 35000, groups: ['size', 'temperature', 'milk', 'note'] },
        { sku: 'FLW', name: 'Flat White', price: 37000, groups: ['milk', 'note'] },
        { sku: 'KSA', name: 'Kopi Susu Gula Aren', price: 28000, popular: true, groups: ['size', 'sweetness', 'milk', 'extras'] },
        { sku: 'MOC', name: 'Mocha', price: 39000, groups: ['size', 'temperature', 'milk'] },
        { sku: 'TBR', name: 'Kopi Tubruk Gayo', price: 20000 },
        { sku: 'CBR', name: 'Cold Brew Toraja', price: 36000, promoPrice: 30000, groups: ['extras'] },
        { sku: 'AFG', name: 'Affogato', price: 38000 },
      ],
    },
    {
      name: 'Teh & lainnya',
      stationCode: 'BAR',
      products: [
        { sku: 'TMT', name: 'Teh Melati', price: 18000, groups: ['temperature', 'sweetness'] },
        { sku: 'TTR', name: 'Teh Tarik', price: 24000, groups: ['temperature', 'sweetness'] },
        { sku: 'MTC', name: 'Matcha Latte', price: 38000, groups: ['size', 'temperature', 'milk'] },
        { sku: 'WDG', name: 'Wedang Jahe', price: 22000 },
        { sku: 'CKL', name: 'Cokelat Panas', price: 34000, groups: ['milk'] },
        { sku: 'JRK', name: 'Es Jeruk Peras', price: 25000, groups: ['sweetness'] },
        { sku: 'AIR', name: 'Air Mineral', price: 10000, stationCode: 'NONE', trackStock: true, stockQuantity: 120 },
      ],
    },
    {
      name: 'Makanan',
      stationCode: 'KITCHEN',
      products: [
        { sku: 'NGS', name: 'Nasi Goreng Senja', price: 48000, popular: true, groups: ['spice', 'sides'] },
        { sku: 'MGJ', name: 'Mie Goreng Jawa', price: 45000, groups: ['spice', 'sides'] },
        { sku: 'SAY', name: 'Soto Ayam', price: 42000, groups: ['sides'] },
        { sku: 'GDG', name: 'Gado-gado', price: 38000, groups: ['spice'] },
        { sku: 'SND', name: 'Sandwich Tuna', price: 44000 },
        { sku: 'KTG', name: 'Kentang Goreng', price: 28000 },
      ],
    },
    {
      name: 'Roti & manis',
      stationCode: 'KITCHEN',
      products: [
        { sku: 'CRS', name: 'Croissant Mentega', price: 26000, trackStock: true, stockQuantity: 40 },
        { sku: 'PSG', name: 'Pisang Goreng Keju', price: 27000, popular: true },
        { sku: 'RBK', name: 'Roti Bakar Cokelat', price: 25000 },
        { sku: 'KLP', name: 'Klepon', price: 18000, trackStock: true, stockQuantity: 30 },
        { sku: 'BNC', name: 'Banana Cake', price: 24000, trackStock: true, stockQuantity: 24 },
      ],
    },
    {
      name: 'Bawa pulang',
      description: 'Biji kopi untuk di rumah',
      stationCode: 'NONE',
      products: [{ sku: 'GAYO', name: 'Biji Kopi Gayo 250 g', price: 95000, taxGroup: 'GOODS', trackStock: true, stockQuantity: 60 }],
    },
  ],
};
