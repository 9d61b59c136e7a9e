(** Certificates, the checker, and its soundness. *)

From Coq Require Import Reals ZArith QArith Qreals List Bool Lra Lia.
From Lemmabox.kernel Require Import Terms Polynomials Normal Identity Enclosures Evaluate Derivatives Regions Signs Formulas Resolution Changes.
Import ListNotations.
Local Open Scope R_scope.

(** * Proofs of formulas *)

Inductive proof :=
| ByTrue
| ByFact (i : nat) (k : Q)
| ByAll (ps : proofs)
| ByOne (i : nat) (p : proof)
| BySign (negative : bool) (r : reason)
| ByIdentity
| ByBoth (r s : reason)
with proofs := NoProof | OneProof (p : proof) (ps : proofs).

Fixpoint formula_shown (c : context) (f : formula) (p : proof) {struct p} : bool :=
  match f, p with
  | FTrue, ByTrue => true
  | FAnd fs, ByAll ps => formulas_shown c fs ps
  | FOr fs, ByOne i p => match nth_error fs i with Some f => formula_shown c f p | None => false end
  | FRel _ op l r, BySign negative reason =>
      let d := difference op l r in
      match op with
      | Less | Greater => sign c d true reason
      | LessEqual | GreaterEqual => sign c d false reason
      | NotEqual => sign c (if negative then TUn Neg d else d) true reason
      | Equal => false
      end
  | FRel _ Equal l r, ByIdentity => is_defined c l && is_defined c r && vanishes_in c (minus l r)
  | FRel _ Equal l r, ByBoth a b => sign c (minus l r) false a && sign c (TUn Neg (minus l r)) false b
  | FRel _ op l r, ByFact i k =>
      match usable c i with
      | Some (t, kind) =>
          is_defined c l && is_defined c r && agree_in c (difference op l r) (TBin Mul (rational k) t)
          && match kind_of op, kind with
             | KNonneg, (KNonneg | KPos) | KPos, KPos => is_positive_rational k
             | KZero, KZero => true
             | KNonzero, (KNonzero | KPos) => negb (is_zero k)
             | _, _ => false
             end
      | None => false
      end
  | _, _ => false
  end
with formulas_shown (c : context) (fs : list formula) (ps : proofs) {struct ps} : bool :=
  match fs, ps with
  | [], NoProof => true
  | f :: fs, OneProof p ps => formula_shown c f p && formulas_shown c fs ps
  | _, _ => false
  end.

Scheme proof_ind' := Induction for proof Sort Prop with proofs_ind' := Induction for proofs Sort Prop.
Combined Scheme proof_mutual from proof_ind', proofs_ind'.

Lemma sign_shown c env f strict r : in_context c env -> sign c f strict r = true -> shown env f strict.
Proof. apply (proj1 sign_spec). Qed.

Lemma relation_shown env op l r : shown env (difference op l r) (match op with Less | Greater => true | _ => false end) ->
  match op with Equal | NotEqual => False | _ => True end ->
  defined env l /\ defined env r /\ compares op (value env l) (value env r).
Proof.
  intros [D S] K. apply difference_defined in D. destruct D as [Dl Dr]. split; [exact Dl|]. split; [exact Dr|].
  apply difference_kind. destruct op; try destruct K; exact S.
Qed.

Theorem formula_shown_spec c env : in_context c env ->
  (forall p f, formula_shown c f p = true -> true_at env f)
  /\ (forall ps fs, formulas_shown c fs ps = true -> forall f, In f fs -> true_at env f).
Proof.
  intros C.
  apply (proof_mutual (fun p => forall f, formula_shown c f p = true -> true_at env f)
    (fun ps => forall fs, formulas_shown c fs ps = true -> forall f, In f fs -> true_at env f)).
  - intros f H. destruct f as [| |cs [] l r|fs|fs]; try discriminate H. exact I.
  - intros i k f H. destruct f as [| |cs op l r|fs|fs]; try discriminate H.
    assert (E : match usable c i with
      | Some (t, kind) =>
          is_defined c l && is_defined c r && agree_in c (difference op l r) (TBin Mul (rational k) t)
          && match kind_of op, kind with
             | KNonneg, (KNonneg | KPos) | KPos, KPos => is_positive_rational k
             | KZero, KZero => true
             | KNonzero, (KNonzero | KPos) => negb (is_zero k)
             | _, _ => false
             end
      | None => false end = true) by (destruct op; exact H). clear H.
    destruct (usable c i) as [[t kind]|] eqn:U; [|discriminate]. rewrite !andb_true_iff in E. destruct E as [[[Dl Dr] A] K].
    destruct (usable_spec c env _ _ _ C U) as [Dt Vt].
    apply (is_defined_spec c env _ C) in Dl. apply (is_defined_spec c env _ C) in Dr.
    split; [exact Dl|]. split; [exact Dr|]. apply difference_kind.
    rewrite (agree_in_spec c env _ _ C) with (3 := A); [|now apply difference_defined|cbn; pose proof (rational_defined env k); tauto].
    clear A. cbn [value binary_value]. rewrite rational_value.
    destruct (kind_of op), kind; try discriminate; cbn [kind_holds] in *;
      try (apply positive_rational in K; nra); try (rewrite Vt; ring);
      apply negb_true_iff, is_zero_false in K; apply Rmult_integral_contrapositive_currified; lra.
  - intros ps IH f H. destruct f as [| |cs [] l r|fs|fs]; try discriminate H. cbn. apply all_of_iff. now apply IH.
  - intros i p IH f H. destruct f as [| |cs [] l r|fs|fs]; try discriminate H. cbn in H |- *.
    destruct (nth_error fs i) as [g|] eqn:E; [|discriminate]. apply some_of_iff. exists g.
    split; [now apply nth_error_In with i | now apply IH].
  - intros n r f H. destruct f as [| |cs op l r'|fs|fs]; try discriminate H.
    destruct op; cbn [formula_shown] in H; try discriminate H; apply (sign_shown c env) in H; try exact C;
      try (apply relation_shown; [exact H | exact I]).
    destruct H as [D S]. assert (D' : defined env (difference NotEqual l r')) by (destruct n; [apply D | exact D]).
    apply difference_defined in D'. destruct D' as [Dl Dr]. split; [exact Dl|]. split; [exact Dr|].
    apply difference_kind. cbn in *. destruct n; cbn in S; lra.
  - intros f H. destruct f as [| |cs [] l r|fs|fs]; try discriminate H. cbn [formula_shown] in H. rewrite !andb_true_iff in H.
    destruct H as [[Dl Dr] H]. apply (is_defined_spec c env _ C) in Dl. apply (is_defined_spec c env _ C) in Dr.
    split; [exact Dl|]. split; [exact Dr|]. apply (vanishes_in_spec c env) in H; [|exact C | now apply minus_defined].
    rewrite minus_value in H. cbn. lra.
  - intros a b f H. destruct f as [| |cs [] l r|fs|fs]; try discriminate H. cbn [formula_shown] in H. apply andb_true_iff in H.
    destruct H as [A B]. apply (sign_shown c env) in A; [|exact C]. apply (sign_shown c env) in B; [|exact C].
    destruct A as [D A], B as [_ B]. apply minus_defined in D. destruct D as [Dl Dr].
    split; [exact Dl|]. split; [exact Dr|]. cbn [value unary_value has_sign] in A, B. rewrite minus_value in A, B. cbn. lra.
  - intros fs. destruct fs; [intros _ f [] | discriminate].
  - intros p IHp ps IHps fs. destruct fs as [|f fs]; [discriminate|]. cbn. intros H. apply andb_true_iff in H.
    destruct H as [A B]. intros g [<-|Hg]; [now apply IHp | now apply (IHps fs B)].
Qed.

(** * Trees *)

Inductive tree :=
| Goal (p : proof)
| Vacuous (i : nat) (p : proof)
| Split (v : nat) (p : term) (below above : tree)
| Conjuncts (ts : trees)
| Disjunct (i : nat) (inner : tree)
| Cases (i : nat) (ts : trees)
| Assert (place : nat) (t : term) (strict : bool) (r : reason) (inner : tree)
| Compare (place : nat) (t : term) (strict : bool) (below above : tree)
| SplitInteger (v : nat) (z : Z) (below above : tree)
| Narrow (i : nat) (v : nat) (up : bool) (k : Q) (t : term) (inner : tree)
| Resolve (m : term) (first : bool) (r : reason) (inner : tree)
| InVariables (ch : change) (inner : tree)
with trees := NoTree | OneTree (t : tree) (ts : trees).

Fixpoint insert_at {A} (n : nat) (a : A) (l : list A) : list A :=
  match n, l with O, _ => a :: l | S _, [] => [a] | S n, b :: l => b :: insert_at n a l end.

Lemma in_insert_at {A} (a b : A) l : forall n, In b (insert_at n a l) -> b = a \/ In b l.
Proof.
  induction l as [|d l IH]; intros [|n]; cbn; try tauto; intros [H|H]; try (intuition congruence).
  apply IH in H. tauto.
Qed.

Lemma in_set_nth {A} (a b : A) l : forall n, In b (set_nth l n a) -> b = a \/ In b l.
Proof.
  induction l as [|d l IH]; intros [|n]; cbn; try tauto; intros [H|H]; try (intuition congruence).
  apply IH in H. tauto.
Qed.

Definition sign_given (t : term) (op : comparison_sign) : given := (FRel [] op t (TZ 0), true).

(** Where a fact ends the range of [v]: it says [k (v - t)], or [k (t - v)], is not negative, or is positive. *)
Definition end_by_fact (c : context) (i v : nat) (up : bool) (k : Q) (t : term) : option bound :=
  match usable c i with
  | Some (g, kind) =>
      if match kind with KNonneg | KPos => true | KZero | KNonzero => false end
         && is_positive_rational k && closed t && is_defined c t
         && agree_in c g (TBin Mul (rational k) (if up then TBin Sub t (TVar v) else TBin Sub (TVar v) t))
      then Some (Bound t match kind with KPos => true | _ => false end [])
      else None
  | None => None
  end.

Lemma end_by_fact_spec c env i v up k t b : in_context c env -> end_by_fact c i v up k t = Some b ->
  if up then upper_end_holds (Some b) (nth v env 0) else lower_end_holds (Some b) (nth v env 0).
Proof.
  unfold end_by_fact. intros C E. destruct (usable c i) as [[g kind]|] eqn:U; [|discriminate].
  destruct (_ && _ && _ && _ && _) eqn:H; [|discriminate]. injection E as <-. rewrite !andb_true_iff in H.
  destruct H as [[[[K P] Cl] Dt] A]. destruct (usable_spec c env _ _ _ C U) as [Dg Vg].
  apply (is_defined_spec c env _ C) in Dt. apply positive_rational in P.
  assert (V : value env g = Q2R k * (if up then value [] t - nth v env 0 else nth v env 0 - value [] t)).
  { rewrite (agree_in_spec c env g _ C Dg) with (2 := A).
    - cbn [value binary_value]. rewrite rational_value. rewrite <- (closed_value env [] t Cl). now destruct up.
    - pose proof (rational_defined env k). destruct up; cbn; tauto. }
  rewrite V in Vg. destruct kind, up; try discriminate; cbn in *; nra.
Qed.


(** [zs]: the variables known to be integers. *)
Fixpoint confirmed (zs : list nat) (n : nat) (a : region) (gs : list given) (goal : formula) (t : tree) {struct t} : bool :=
  match t with
  | Goal p => formula_shown (context_of n a gs) goal p
  | Vacuous i p =>
      match nth_error gs i with
      | Some (f, _) => well_formed f && formula_shown (context_of n a gs) (negation f) p
      | None => false
      end
  | Split v p below above =>
      let (l, h) := nth v a (None, None) in
      let b := Some (Bound p false []) in
      Nat.ltb v (length a)
      && confirmed zs n (set_nth a v (l, b)) gs goal below && confirmed zs n (set_nth a v (b, h)) gs goal above
  | Conjuncts ts => match goal with FAnd fs => all_confirmed zs n a gs fs ts | _ => false end
  | Disjunct i inner =>
      match goal with
      | FOr fs => match nth_error fs i with Some g => confirmed zs n a gs g inner | None => false end
      | _ => false
      end
  | Cases i ts =>
      match nth_error gs i with Some (FOr fs, s) => cases_confirmed zs n a gs goal i s fs ts | _ => false end
  | Assert place u strict r inner =>
      sign (context_of n a gs) u strict r
      && confirmed zs n a (insert_at place (sign_given u (if strict then Greater else GreaterEqual)) gs) goal inner
  | Compare place u strict below above =>
      is_defined (context_of n a gs) u
      && confirmed zs n a (insert_at place (sign_given u LessEqual) gs) goal below
      && confirmed zs n a (insert_at place (sign_given u (if strict then Greater else GreaterEqual)) gs) goal above
  | SplitInteger v z below above =>
      let (l, h) := nth v a (None, None) in
      Nat.ltb v (length a) && existsb (Nat.eqb v) zs
      && confirmed zs n (set_nth a v (l, Some (Bound (TZ z) false []))) gs goal below
      && confirmed zs n (set_nth a v (Some (Bound (TZ (z + 1)) false []), h)) gs goal above
  | Narrow i v up k t inner =>
      let (l, h) := nth v a (None, None) in
      match end_by_fact (context_of n a gs) i v up k t with
      | Some b => Nat.ltb v (length a) && confirmed zs n (set_nth a v (if up then (l, Some b) else (Some b, h))) gs goal inner
      | None => false
      end
  | Resolve m first r inner =>
      match resolved m first with
      | Some (s, w) =>
          sign (context_of n a gs) w false r
          && confirmed zs n a (map (fun g => (exchanged_formula m s (fst g), snd g)) gs) (exchanged_formula m s goal) inner
      | None => false
      end
  | InVariables ch inner =>
      match changed n a gs goal ch with
      | Some (gs', goal') => confirmed [] (length (new_variables ch)) (new_region ch) gs' goal' inner
      | None => false
      end
  end
with all_confirmed (zs : list nat) (n : nat) (a : region) (gs : list given) (goals : list formula) (ts : trees) {struct ts} : bool :=
  match goals, ts with
  | [], NoTree => true
  | goal :: goals, OneTree t ts => confirmed zs n a gs goal t && all_confirmed zs n a gs goals ts
  | _, _ => false
  end
with cases_confirmed (zs : list nat) (n : nat) (a : region) (gs : list given) (goal : formula) (i : nat) (s : bool) (fs : list formula)
  (ts : trees) {struct ts} : bool :=
  match fs, ts with
  | [], NoTree => true
  | f :: fs, OneTree t ts => confirmed zs n a (set_nth gs i (f, s)) goal t && cases_confirmed zs n a gs goal i s fs ts
  | _, _ => false
  end.

Scheme tree_ind' := Induction for tree Sort Prop with trees_ind' := Induction for trees Sort Prop.
Combined Scheme tree_mutual from tree_ind', trees_ind'.

Lemma at_point_set n a gs env v l h : at_point n a gs env -> Nat.ltb v (length a) = true ->
  lower_end_holds l (nth v env 0) -> upper_end_holds h (nth v env 0) -> at_point n (set_nth a v (l, h)) gs env.
Proof.
  intros [L [A G]] V Lo Hi. split; [exact L|]. split; [|exact G]. intros w. rewrite nth_set_nth, V.
  destruct (Nat.eqb v w) eqn:E; [|apply A]. apply Nat.eqb_eq in E. subst w. split; assumption.
Qed.

Lemma at_point_given n a gs env g k : at_point n a gs env -> given_holds env g -> at_point n a (insert_at k g gs) env.
Proof.
  intros [L [A G]] H. split; [exact L|]. split; [exact A|]. intros g' K. apply in_insert_at in K.
  destruct K as [->|K]; [exact H | now apply G].
Qed.

Theorem confirmed_spec :
  (forall t zs n a gs goal env, are_integers zs env -> confirmed zs n a gs goal t = true -> at_point n a gs env -> true_at env goal)
  /\ (forall ts,
       (forall zs n a gs goals env, are_integers zs env -> all_confirmed zs n a gs goals ts = true -> at_point n a gs env ->
          forall goal, In goal goals -> true_at env goal)
       /\ (forall zs n a gs goal i s fs env, are_integers zs env -> cases_confirmed zs n a gs goal i s fs ts = true ->
            at_point n a gs env -> forall f, In f fs -> given_holds env (f, s) -> true_at env goal)).
Proof.
  apply tree_mutual.
  - intros p zs n a gs goal env Z H P. apply (proj1 (formula_shown_spec _ _ (context_of_spec _ _ _ _ P)) p goal H).
  - intros i p zs n a gs goal env Z H P. cbn [confirmed] in H. destruct (nth_error gs i) as [[f s]|] eqn:E; [|discriminate].
    apply andb_true_iff in H. destruct H as [W H]. exfalso. apply (negation_spec env f W).
    + apply (proj1 (formula_shown_spec _ _ (context_of_spec _ _ _ _ P)) p _ H).
    + pose proof (proj2 (proj2 P) _ (nth_error_In _ _ E)) as G. unfold given_holds in G. cbn in G.
      destruct s; [now apply true_assumed | exact G].
  - intros v p below IHb above IHa zs n a gs goal env Z H P. cbn [confirmed] in H.
    pose proof (proj1 (proj2 P) v) as [Lo Hi]. destruct (nth v a (None, None)) as [l h]. cbn [fst snd] in Lo, Hi.
    rewrite !andb_true_iff in H. destruct H as [[V B] A].
    destruct (Rle_or_lt (nth v env 0) (value [] p)) as [K|K].
    + apply (IHb zs _ _ _ _ env Z B). apply at_point_set; [exact P | exact V | exact Lo | exact K].
    + apply (IHa zs _ _ _ _ env Z A). apply at_point_set; [exact P | exact V | cbn; lra | exact Hi].
  - intros ts [IH _] zs n a gs goal env Z H P. cbn [confirmed] in H. destruct goal as [| | |fs|]; try discriminate.
    cbn. apply all_of_iff. exact (IH zs n a gs fs env Z H P).
  - intros i inner IH zs n a gs goal env Z H P. cbn [confirmed] in H. destruct goal as [| | | |fs]; try discriminate.
    destruct (nth_error fs i) as [g|] eqn:E; [|discriminate]. cbn. apply some_of_iff. exists g.
    split; [now apply nth_error_In with i | exact (IH zs n a gs g env Z H P)].
  - intros i ts [_ IH] zs n a gs goal env Z H P. cbn [confirmed] in H.
    destruct (nth_error gs i) as [[[| | | |fs] s]|] eqn:E; try discriminate.
    pose proof (proj2 (proj2 P) _ (nth_error_In _ _ E)) as G. unfold given_holds in G. cbn in G.
    assert (S : exists f, In f fs /\ given_holds env (f, s)).
    { destruct s; rewrite some_of_iff in G; exact G. }
    destruct S as [f [Hf Hs]]. exact (IH zs n a gs goal i s fs env Z H P f Hf Hs).
  - intros k u strict r inner IH zs n a gs goal env Z H P. cbn [confirmed] in H. apply andb_true_iff in H. destruct H as [S H].
    apply (sign_shown _ env) in S; [|now apply context_of_spec]. destruct S as [D S].
    apply (IH zs _ _ _ _ env Z H). apply at_point_given; [exact P|]. unfold given_holds, sign_given. cbn [fst snd true_at].
    split; [exact D|]. split; [exact I|]. destruct strict; cbn in *; lra.
  - intros k u strict below IHb above IHa zs n a gs goal env Z H P. cbn [confirmed] in H. rewrite !andb_true_iff in H.
    destruct H as [[D B] A]. apply (is_defined_spec _ env) in D; [|now apply context_of_spec].
    destruct (Rle_or_lt (value env u) 0) as [K|K].
    + apply (IHb zs _ _ _ _ env Z B). apply at_point_given; [exact P|]. unfold given_holds, sign_given. cbn. auto.
    + apply (IHa zs _ _ _ _ env Z A). apply at_point_given; [exact P|]. unfold given_holds, sign_given. cbn [fst snd true_at].
      split; [exact D|]. split; [exact I|]. destruct strict; cbn; lra.
  - intros v z below IHb above IHa zs n a gs goal env Z H P. cbn [confirmed] in H.
    pose proof (proj1 (proj2 P) v) as [Lo Hi]. destruct (nth v a (None, None)) as [l h]. cbn [fst snd] in Lo, Hi.
    rewrite !andb_true_iff in H. destruct H as [[[V E] B] A]. apply existsb_exists in E. destruct E as [w [Hw E]].
    apply Nat.eqb_eq in E. subst w. destruct (Z v Hw) as [m Em].
    destruct (Z_le_gt_dec m z) as [K|K].
    + apply (IHb zs _ _ _ _ env Z B). apply at_point_set; [exact P | exact V | exact Lo |]. cbn. rewrite Em. now apply IZR_le.
    + apply (IHa zs _ _ _ _ env Z A). apply at_point_set; [exact P | exact V | | exact Hi]. cbn. rewrite Em. apply IZR_le. lia.
  - intros i v up k t inner IH zs n a gs goal env Z H P. cbn [confirmed] in H.
    pose proof (proj1 (proj2 P) v) as [Lo Hi]. destruct (nth v a (None, None)) as [l h]. cbn [fst snd] in Lo, Hi.
    destruct (end_by_fact _ _ _ _ _ _) as [b|] eqn:E; [|discriminate]. apply andb_true_iff in H. destruct H as [V H].
    apply (end_by_fact_spec _ env) in E; [|now apply context_of_spec].
    apply (IH zs _ _ _ _ env Z H). destruct up; apply at_point_set; assumption.
  - intros m first r inner IH zs n a gs goal env Z H P. cbn [confirmed] in H. destruct (resolved m first) as [[s w]|] eqn:E; [|discriminate].
    apply andb_true_iff in H. destruct H as [S H]. apply (sign_shown _ env) in S; [|now apply context_of_spec]. destruct S as [D S].
    destruct (resolved_spec env m first s w E D S) as [Dm [Ds V]].
    apply (exchanged_true env m s V Dm Ds). apply (IH zs _ _ _ _ env Z H). destruct P as [L [A G]]. split; [exact L|]. split; [exact A|].
    intros g Hg. apply in_map_iff in Hg. destruct Hg as [g' [<- Hg]]. apply exchanged_given; auto.
  - intros ch inner IH zs n a gs goal env Z H P. cbn [confirmed] in H. destruct (changed n a gs goal ch) as [[gs' goal']|] eqn:E; [|discriminate].
    destruct (changed_spec n a gs goal ch gs' goal' env E P) as [P' T]. apply T. apply (IH [] _ _ _ _ _) with (2 := H); [|exact P'].
    intros v [].
  - split.
    + intros zs n a gs goals env Z H P goal. destruct goals; [intros [] | discriminate].
    + intros zs n a gs goal i s fs env Z H P f. destruct fs; [intros [] | discriminate].
  - intros t IHt ts [IHa IHc]. split.
    + intros zs n a gs goals env Z H P goal. destruct goals as [|g goals]; [discriminate|]. cbn in H.
      apply andb_true_iff in H. destruct H as [A B]. intros [<-|K]; [now apply (IHt zs n a gs g env Z A P) | now apply (IHa zs n a gs goals env Z B P)].
    + intros zs n a gs goal i s fs env Z H P f. destruct fs as [|g fs]; [discriminate|]. cbn in H.
      apply andb_true_iff in H. destruct H as [A B]. intros [<-|K] Hs; [|now apply (IHc zs n a gs goal i s fs env Z B P f K Hs)].
      apply (IHt zs n a _ goal env Z A). destruct P as [L [R G]]. split; [exact L|]. split; [exact R|].
      intros g' Hg. apply in_set_nth in Hg. destruct Hg as [->|Hg]; [exact Hs | now apply G].
Qed.

(** * Claims with lemmas *)

Definition instance_condition (args : list term) (c : condition) : condition :=
  match c with
  | Nonzero t => Nonzero (instance args t)
  | Nonnegative t => Nonnegative (instance args t)
  | Positive t => Positive (instance args t)
  | CosNonzero t => CosNonzero (instance args t)
  | Unit t => Unit (instance args t)
  end.

Fixpoint instance_formula (args : list term) (f : formula) : formula :=
  match f with
  | FTrue => FTrue
  | FFalse => FFalse
  | FRel cs op l r => FRel (map (instance_condition args) cs) op (instance args l) (instance args r)
  | FAnd fs => FAnd (map (instance_formula args) fs)
  | FOr fs => FOr (map (instance_formula args) fs)
  end.

Lemma instance_condition_holds env args c :
  condition_holds env (instance_condition args c) <-> condition_holds (map (value env) args) c.
Proof. destruct c; cbn [condition_holds instance_condition]; rewrite value_instance; tauto. Qed.

Lemma instance_assumed env args f : true_at env (instance_formula args f) -> assumed (map (value env) args) f.
Proof.
  induction f as [| |cs op l r|fs IH|fs IH] using formula_induction; cbn [instance_formula true_at assumed]; intros H; auto.
  - apply if_conditions_iff. intros _. destruct H as [_ [_ H]]. now rewrite !value_instance in H.
  - apply all_of_iff. rewrite all_of_iff in H. intros f Hf. apply IH; [exact Hf|]. apply H, in_map, Hf.
  - apply some_of_iff. rewrite some_of_iff in H. destruct H as [g [Hg H]]. apply in_map_iff in Hg.
    destruct Hg as [f [<- Hf]]. exists f. auto.
Qed.

Lemma instance_concluded env args f : concluded (map (value env) args) f -> concluded env (instance_formula args f).
Proof.
  induction f as [| |cs op l r|fs IH|fs IH] using formula_induction; cbn [instance_formula concluded]; intros H; auto.
  - apply and_conditions_iff in H. destruct H as [K H]. apply and_conditions_iff. split; [|now rewrite !value_instance].
    intros c Hc. apply in_map_iff in Hc. destruct Hc as [d [<- Hd]]. now apply instance_condition_holds, K.
  - apply all_of_iff. rewrite all_of_iff in H. intros g Hg. apply in_map_iff in Hg. destruct Hg as [f [<- Hf]]. auto.
  - apply some_of_iff. rewrite some_of_iff in H. destruct H as [f [Hf H]]. exists (instance_formula args f).
    split; [now apply in_map | auto].
Qed.

(** An earlier claim, terms for its variables, and proofs that they meet its assumptions. *)
Record use := Use { lemma : claim; arguments : list term; conditions : proofs }.

Definition assumptions (c : claim) : list formula := all_ends 0 (variables c) ++ hypotheses c.

Definition used (n : nat) (a : region) (gs : list given) (u : use) : option given :=
  let goal := instance_formula (arguments u) (goal (lemma u)) in
  if Nat.eqb (length (arguments u)) (length (variables (lemma u)))
     && match integers 0 (variables (lemma u)) with [] => true | _ => false end
     && exact_conditions goal
     && formulas_shown (context_of n a gs) (map (instance_formula (arguments u)) (assumptions (lemma u))) (conditions u)
  then Some (goal, true) else None.

Lemma used_spec n a gs u g env : holds (lemma u) -> used n a gs u = Some g -> at_point n a gs env -> given_holds env g.
Proof.
  unfold used. intros H E P.
  destruct (Nat.eqb _ _) eqn:L; [|discriminate]. destruct (integers 0 (variables (lemma u))) eqn:Z; [|discriminate].
  destruct (exact_conditions _) eqn:X; [|discriminate].
  destruct (formulas_shown _ _ _) eqn:F; [|discriminate]. injection E as <-.
  unfold given_holds. cbn [fst snd]. apply concluded_true; [exact X|]. apply instance_concluded.
  set (args := map (value env) (arguments u)). apply Nat.eqb_eq in L.
  pose proof (for_all_elim _ _ [] args H) as K. cbn [app rev] in K.
  assert (Len : length args = length (variables (lemma u))) by (unfold args; now rewrite map_length).
  specialize (K Len). rewrite Z in K. cbn [if_integers] in K. refine (if_all_elim args _ _ K _). intros f Hf.
  apply instance_assumed. apply (proj2 (formula_shown_spec _ env (context_of_spec n a gs env P)) _ _ F).
  now apply in_map.
Qed.

Fixpoint with_uses (n : nat) (a : region) (gs : list given) (us : list use) : option (list given) :=
  match us with
  | [] => Some gs
  | u :: us => match used n a gs u with Some g => with_uses n a (gs ++ [g]) us | None => None end
  end.

Fixpoint all_hold (cs : list claim) : Prop := match cs with [] => True | c :: cs => holds c /\ all_hold cs end.

Lemma with_uses_spec n a env us : forall gs gs', all_hold (map lemma us) -> with_uses n a gs us = Some gs' ->
  at_point n a gs env -> at_point n a gs' env.
Proof.
  induction us as [|u us IH]; cbn; intros gs gs' H E P; [injection E as <-; exact P|].
  destruct (used n a gs u) as [g|] eqn:U; [|discriminate]. destruct H as [H0 H].
  apply (IH _ _ H E). destruct P as [L [A G]]. split; [exact L|]. split; [exact A|].
  intros g' K. apply in_app_or in K. destruct K as [K|[<-|[]]]; [now apply G|].
  apply (used_spec n a gs u g env H0 U). split; [exact L|]. split; [exact A | exact G].
Qed.

Record certificate := Certificate { uses : list use; proof_tree : tree }.

Definition area_of (c : claim) : region := map (fun x => (lower x, upper x)) (variables c).

Definition end_ok (o : option bound) : bool :=
  match o with
  | Some b => closed (at_ b) && defined_over [] [] (at_ b) && forallb (among (requirements (at_ b))) (bound_conditions b)
  | None => true
  end.

Definition check (c : claim) (p : certificate) : bool :=
  let n := length (variables c) in
  let a := area_of c in
  forallb (fun x => end_ok (lower x) && end_ok (upper x)) (variables c)
  && well_formed (goal c)
  && match with_uses n a (map (fun f => (f, false)) (hypotheses c)) (uses p) with
     | Some gs => confirmed (integers 0 (variables c)) n a gs (goal c) (proof_tree p)
     | None => false
     end.

Lemma in_box_empty env : in_box [] env.
Proof. intros [|v]; (split; [apply encloses_everything | apply within_nowhere]). Qed.

Lemma end_ok_spec env o b : end_ok o = true -> o = Some b ->
  (forall c, In c (bound_conditions b) -> condition_holds env c) /\ value env (at_ b) = value [] (at_ b).
Proof.
  intros H ->. cbn in H. rewrite !andb_true_iff in H. destruct H as [[C D] K]. split; [|now apply closed_value].
  apply (defined_over_spec [] [] env) in D; [|apply in_box_empty | apply no_signs].
  intros c Hc. rewrite forallb_forall in K. specialize (K c Hc). apply among_in in K. now apply (requirements_necessary env (at_ b)).
Qed.

Lemma ends_hold env xs : forall k, forallb (fun x => end_ok (lower x) && end_ok (upper x)) xs = true ->
  (forall f, In f (all_ends k xs) -> assumed env f) ->
  forall v, lower_end_holds (fst (nth v (map (fun x => (lower x, upper x)) xs) (None, None))) (nth (k + v) env 0)
    /\ upper_end_holds (snd (nth v (map (fun x => (lower x, upper x)) xs) (None, None))) (nth (k + v) env 0).
Proof.
  induction xs as [|x xs IH]; intros k E H v.
  - destruct v; split; exact I.
  - cbn [forallb] in E. rewrite !andb_true_iff in E. destruct E as [[El Eu] E].
    destruct v as [|v].
    + rewrite Nat.add_0_r. cbn [map nth fst snd]. split.
      * destruct (lower x) as [b|] eqn:L; [|exact I].
        assert (A : assumed env (lower_end k b)) by (apply H; cbn; unfold ends; rewrite L; now left).
        destruct (end_ok_spec env (Some b) b El eq_refl) as [K V]. unfold lower_end in A. cbn [assumed] in A.
        rewrite if_conditions_iff in A. specialize (A K). rewrite V in A. cbn [value] in A. cbn.
        destruct (open b); exact A.
      * destruct (upper x) as [b|] eqn:U; [|exact I].
        assert (A : assumed env (upper_end k b)).
        { apply H. cbn. unfold ends. rewrite U. apply in_or_app. left. apply in_or_app. right. now left. }
        destruct (end_ok_spec env (Some b) b Eu eq_refl) as [K V]. unfold upper_end in A. cbn [assumed] in A.
        rewrite if_conditions_iff in A. specialize (A K). rewrite V in A. cbn [value] in A. cbn.
        destruct (open b); exact A.
    + cbn [map nth]. replace (k + S v)%nat with (S k + v)%nat by lia. apply IH; [exact E|].
      intros f Hf. apply H. cbn. apply in_or_app. now right.
Qed.

(** The checker is sound: what it accepts is a theorem, if the lemmas used are. *)
Theorem check_sound c p : all_hold (map lemma (uses p)) -> check c p = true -> holds c.
Proof.
  unfold check. intros H E. rewrite !andb_true_iff in E. destruct E as [[B W] E].
  destruct (with_uses _ _ _ _) as [gs|] eqn:U; [|discriminate].
  unfold holds. apply for_all_intro. intros env L. apply if_integers_intro. intros Z. apply if_all_intro. intros A.
  apply true_concluded; [exact W|]. cbn [length plus] in L.
  apply (proj1 confirmed_spec _ _ _ _ _ _ env Z E). apply (with_uses_spec _ _ env _ _ _ H U).
  split; [exact L|]. split.
  - intros v. apply (ends_hold env (variables c) 0 B). intros f Hf. apply A, in_or_app. now left.
  - intros g K. apply in_map_iff in K. destruct K as [f [<- Hf]]. cbn. apply A, in_or_app. now right.
Qed.
